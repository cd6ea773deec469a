"""Who is to be hidden, and what one row looks like without them. Knows no database.

Whom that concerns is known by hashes alone: SHA-1 of a login, a name, or a stored address. Where a row shows the id or
an address of a hidden login, their hashes are noted too, so that a renamed account and commits from it stay hidden.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from ingest.gharchive.text import hashed
from ingest.landing import contract
from ingest.people_hashes import of_address, of_login, of_name, sha1

NOREPLY = "users.noreply.github.com"
# Columns of a vocabulary, of digests, or of things: no person is named there, and a login may be any word.
PLAIN = {
    "account_type", "action", "actor_type", "author_association", "author_type", "base_ref", "base_sha", "command",
    "commit_sha", "company", "country", "default_branch", "default_sha", "endpoint", "event", "evidence", "file",
    "head_sha", "kind", "label", "labels", "language", "license", "merge_sha", "milestone", "origin", "parents",
    "push_before", "push_head", "ref_type", "role", "sha", "source", "state", "state_reason", "status", "tag", "team",
    "timezone", "tips", "type",
}  # fmt: skip
# What else describes a person too closely.
INTIMATE = {"location"}
# Words and what joins them in a login or a name; of a text each run of up to so many words is looked at.
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[-_ .'’]{1,2}")
_ADDRESS = re.compile(r"[0-9a-f]{40}@[\w.-]*\w")
LONGEST_RUN = 5
CACHED = 1_000_000


class Hidden:
    """Who is to be hidden, by hash. `found` are hashes that rows added."""

    def __init__(self, hashes: dict[str, int]) -> None:
        self.hashes = hashes
        self.found: dict[str, int] = {}
        self._numbers: dict[tuple[str, str], int | None] = {}

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def learn(self, number: int, values: Iterable[str]) -> None:
        """Note more hashes of somebody."""
        new = {value: number for value in values if value not in self.hashes}
        self.hashes |= new
        self.found |= new
        if new:
            self._numbers.clear()

    def number(self, kind: str, value: Any) -> int | None:
        """Whose login, name, address or id it is."""
        if value is None:
            return None
        key = (kind, str(value))
        if len(self._numbers) > CACHED:
            self._numbers.clear()
        if key not in self._numbers:
            # A login may be hashed in its own case too, as DevStats does.
            number = self.hashes.get(_HASHES[kind](str(value)))
            self._numbers[key] = number or (self.hashes.get(sha1(str(value))) if kind == "login" else None)
        return self._numbers[key]

    def text(self, text: str) -> str:
        """A text with every login, name and hashed address of hidden people replaced."""
        if number := self.number("name", text):
            return f"anon-{number}"
        if "@" in text:
            text = _ADDRESS.sub(lambda match: self._address(match[0]), text)
        words = list(_WORD.finditer(text))
        parts, end, at = [], 0, 0
        while at < len(words):
            number, last = self._run(text, words, at)
            if number:
                parts += [text[end : words[at].start()], f"anon-{number}"]
                end = words[last].end()
            at = last + 1
        return "".join(parts) + text[end:] if parts else text

    def _run(self, text: str, words: list[re.Match[str]], at: int) -> tuple[int | None, int]:
        """Number and last word of the longest run from this word on that names somebody."""
        last = at
        while last + 1 < len(words) and last - at + 1 < LONGEST_RUN:
            if not _JOINED.fullmatch(text, words[last].end(), words[last + 1].start()):
                break
            last += 1
        for end in range(last, at - 1, -1):
            run = text[words[at].start() : words[end].end()]
            if number := self.number("login", run) or self.number("name", run):
                return number, end
        return None, at

    def _address(self, address: str) -> str:
        number = self.number("address", address)
        return _stand_in(number) if number else address


_HASHES = {"login": of_login, "name": of_name, "address": of_address, "id": lambda value: sha1(f"id {value}")}


def learn(table: str, row: dict[str, Any], hidden: Hidden) -> None:
    """Note the hashes of id and addresses that a row shows beside a hidden login, or of the login beside these."""
    for group in groups(table):
        number = _number(row, group, hidden)
        login, person_id, address = (row.get(group.get(kind, "")) for kind in ("login", "id", "address"))
        if not number or not login or login == f"anon-{number}":
            continue
        locals_ = {login, login.lower()}
        if person_id and person_id > 0:
            locals_ |= {f"{person_id}+{local}" for local in locals_}
            hidden.learn(number, [_HASHES["id"](str(person_id))])
        addresses = [address, *(hashed(f"{local}@{NOREPLY}") for local in sorted(locals_))]
        hidden.learn(number, [of_login(login), *(of_address(one) for one in addresses if one)])


def _number(row: dict[str, Any], group: dict[str, str], hidden: Hidden) -> int | None:
    """Whose login, address or id these columns hold."""
    numbers = (hidden.number(kind, row.get(group[kind])) for kind in ("login", "address", "id") if kind in group)
    return next((number for number in numbers if number), None)


def replaced(table: str, row: dict[str, Any], hidden: Hidden) -> dict[str, Any]:
    """The row without them: a login and name of theirs is anon-<number>, the id is -<number>."""
    whole: set[str] = set()
    for group in groups(table):
        number = _number(row, group, hidden)
        if not number:
            continue
        stand_ins = {"login": f"anon-{number}", "name": f"anon-{number}", "address": _stand_in(number), "id": -number}
        for kind, column in group.items():
            if row.get(column) is not None:
                row[column] = stand_ins[kind]
                whole.add(column)
        row |= dict.fromkeys(INTIMATE & row.keys())
    for column in people_columns(table):
        value = row.get(column)
        if column in whole or value is None:
            continue
        if isinstance(value, list):
            row[column] = [hidden.text(item) for item in value]
        elif isinstance(value, str):
            row[column] = hidden.text(value)
    return row


def _stand_in(number: int) -> str:
    """The address of a hidden person: the noreply address of the stand-in's login, so that models find the account."""
    return hashed(f"anon-{number}@{NOREPLY}") or ""


@cache
def groups(table: str) -> list[dict[str, str]]:
    """Columns of one person: `{"login": "actor_login", "id": "actor_id"}`, with name and address where there are."""
    columns = contract()[table]
    prefixes = [name[: -len(end)] for end in ("login", "address") for name in columns if name.endswith(end)]
    groups = []
    for prefix in dict.fromkeys(prefixes):
        named = {kind: f"{prefix}{kind}" for kind in ("login", "name", "address", "id")}
        if not prefix:
            named["id"] = "person_id"
        groups.append({kind: column for kind, column in named.items() if column in columns})
    return groups


@cache
def people_columns(table: str) -> dict[str, str]:
    """Columns that may name a person, each with what it holds: login, address, id, or text of any kind.

    None for a table that is not about people at all. A column that is added to the contract counts as text, unless it
    is one of PLAIN.
    """
    columns = contract()[table]
    kinds = {column: kind for group in groups(table) for kind, column in group.items() if kind != "name"}
    if not kinds and not {"repo_name", "url"} & columns.keys():
        return {}
    texts = [name for name, type_ in columns.items() if type_.startswith("VARCHAR") and name not in PLAIN]
    return {name: "text" for name in texts if name not in kinds} | kinds
