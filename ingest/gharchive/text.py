"""What is kept of texts: no e-mail address, no body, but the slash commands and team mentions that metrics need."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

# The domain must end in letters, so that package@1.2.3 is no address. The local part may hold any script's letters,
# and is bounded, so that a megabyte without blanks stays cheap.
EMAIL = re.compile(r"[^\s@<>()\[\]{},;:\"`|/\\=]{1,256}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,}")
HASHED = re.compile(r"[0-9a-f]{40}")
NOREPLY = re.compile(r"(?:\d+\+)?([^@]+)@users\.noreply\.github\.com", re.IGNORECASE)
COMMAND = re.compile(r"^\s*/([a-z][a-z0-9-]*)(?:[ \t]+(.*?))?\s*$", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w./@-])@([A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9][\w.-]*[A-Za-z0-9])")
TRAILER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):\s*(.+?)\s*<([^<>\s]+@[^<>\s]+)>\s*$")
# Trailers made for tools need no address: `Assisted-by: Claude:some-model`.
BARE_TRAILER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):\s*([^<>]*[^<>\s])\s*$")
TOOL_ROLES = {"assisted_by", "generated_by"}
KEYED = re.compile(r"[A-Za-z][A-Za-z0-9-]*:\s|\s|-{3,}$")
PARAGRAPHS = re.compile(r"\n\s*\n")
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
    """Text with its e-mail addresses hashed and without NUL; None for an empty one and for what is no text."""
    if not isinstance(text, str):
        return None
    if "\0" in text:
        text = text.replace("\0", "")
    if "@" not in text:
        return text or None
    return EMAIL.sub(lambda match: hashed(match[0]) or "", text)


def subject(message: str) -> str | None:
    """The first line of a commit message."""
    return shortened(message.split("\n", 1)[0])


def shortened(text: str) -> str | None:
    """The beginning of a text. Redacted before it is cut, else an address across the cut would stay readable."""
    return (redacted(text[: 10 * LONGEST]) or "")[:LONGEST] or None


def commands(body: str) -> Iterator[tuple[int, str, str | None]]:
    """(line, command, argument) of each slash command on a line of its own, lines from 1."""
    if "/" not in body:
        return
    for number, line in enumerate(body.splitlines(), 1):
        match = COMMAND.match(line) if "/" in line else None
        if match:
            yield number, match[1].lower(), shortened(match[2]) if match[2] else None


def mentions(body: str) -> Iterator[tuple[int, str]]:
    """(place, organization/team) of each team mention, places from 1."""
    if "@" not in body:
        return
    for place, match in enumerate(MENTION.finditer(body), 1):
        yield place, match[1].lower()


def trailers(message: str, roles: dict[str, str]) -> Iterator[tuple[int, str, str, str | None, str | None]]:
    """(place, role, name, hashed address, login) of each trailer with a role in the message's last paragraphs.

    Only a tool's trailer may be without an address.
    """
    if ":" not in message:
        return
    for place, line in enumerate(_last_lines(message), 1):
        match = TRAILER.match(line)
        role = roles.get(match[1].lower()) if match else None
        if match and role:
            yield place, role, redacted(match[2]) or "", hashed(match[3]) or "", noreply_login(match[3])
        elif not match and (bare := BARE_TRAILER.match(line)) and roles.get(bare[1].lower()) in TOOL_ROLES:
            yield place, roles[bare[1].lower()], shortened(bare[2]) or "", None, None


def _last_lines(message: str) -> list[str]:
    """The last paragraph, and those before it that hold trailers only: merging on GitHub adds paragraphs of its own."""
    block: list[str] = []
    for paragraph in reversed(PARAGRAPHS.split(message.strip())):
        lines = paragraph.splitlines()
        is_trailers = all(KEYED.match(line) for line in lines)
        if block and not is_trailers:
            break
        block = lines + block
        if not is_trailers:
            break
    return block


def noreply_login(address: str) -> str | None:
    """The login in a GitHub noreply address; None where it is hashed already."""
    match = NOREPLY.fullmatch(address)
    return match[1] if match and not HASHED.fullmatch(match[1]) else None
