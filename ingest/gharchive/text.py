"""What is kept of texts: no e-mail address, no body, but the slash commands and team mentions that metrics need."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

EMAIL = re.compile(r"([A-Za-z0-9._%+-]+)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})")
HASHED = re.compile(r"[0-9a-f]{40}")
NOREPLY = re.compile(r"(?:\d+\+)?([^@]+)@users\.noreply\.github\.com", re.IGNORECASE)
COMMAND = re.compile(r"^\s*/([a-z][a-z0-9-]*)(?:[ \t]+(.*?))?\s*$", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w./@-])@([A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9][\w.-]*[A-Za-z0-9])")
TRAILER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):\s*(.+?)\s*<([^<>\s]+@[^<>\s]+)>\s*$")
LONGEST = 200


def hashed(address: str | None) -> str | None:
    """sha1(local part)@domain, as GH Archive publishes addresses; None for what is no address."""
    if not address or "@" not in address:
        return None
    local, _, domain = address.rpartition("@")
    if not domain:
        return None
    if not HASHED.fullmatch(local):
        local = hashlib.sha1(local.encode(errors="replace")).hexdigest()
    return f"{local}@{domain}"


def redacted(text: Any) -> str | None:
    """Text with e-mail addresses hashed and characters that no database takes left out; None for anything else."""
    if not isinstance(text, str):
        return None
    if "\0" in text:
        text = text.replace("\0", "")
    if "@" not in text:
        return text
    return EMAIL.sub(lambda match: hashed(match[0]) or "", text)


def subject(message: str) -> str | None:
    """The first line of a commit message."""
    return redacted(message.split("\n", 1)[0][:LONGEST])


def commands(body: str) -> Iterator[tuple[int, str, str | None]]:
    """(line, command, argument) of each slash command on a line of its own, lines from 1."""
    if "/" not in body:
        return
    for number, line in enumerate(body.splitlines(), 1):
        match = COMMAND.match(line) if "/" in line else None
        if match:
            yield number, match[1].lower(), redacted(match[2][:LONGEST]) if match[2] else None


def mentions(body: str) -> Iterator[tuple[int, str]]:
    """(place, organization/team) of each team mention, places from 1."""
    if "@" not in body:
        return
    for place, match in enumerate(MENTION.finditer(body), 1):
        yield place, match[1].lower()


def trailers(message: str, roles: dict[str, str]) -> Iterator[tuple[int, str, str, str, str | None]]:
    """(place, role, name, hashed address, login) of each trailer with a role in the message's last paragraph."""
    if "@" not in message or ":" not in message:
        return
    last_paragraph = re.split(r"\n\s*\n", message.strip())[-1]
    for place, line in enumerate(last_paragraph.splitlines(), 1):
        match = TRAILER.match(line)
        role = roles.get(match[1].lower()) if match else None
        if match and role:
            noreply = NOREPLY.fullmatch(match[3])
            yield place, role, redacted(match[2]) or "", hashed(match[3]) or "", noreply[1] if noreply else None
