"""The format of github_users.json: a list of objects, one for each address of a person."""

from json import JSONDecoder
from typing import Any

import orjson

from ingest.affiliations.entries import Entry, Found, hashed_address, intervals, without_address
from ingest.registry_yaml import Problem

# Trust in an entry, by how gitdm came to know it.
PRIORITIES = {"user": 40, "user_manual": 30, "manual": 20, "config": 10, "": 0, "domain": -10, "notfound": -20}


def read(name: str, data: bytes) -> Found:
    """Entries of a file; `name` is how problems call it. What cannot be understood becomes a problem with its line."""
    try:
        objects = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return Found(problems=[Problem(name, error.lineno, f"no JSON: {error.msg}")])
    if not isinstance(objects, list):
        return Found(problems=[Problem(name, 1, "no github_users.json: it must hold a list of people")])
    found = Found()
    bad: dict[int, str] = {}
    for number, item in enumerate(objects):
        try:
            found.entries.append(_entry(item))
        except ValueError as error:
            bad[number] = str(error)
    if bad:
        lines = _lines(data.decode(errors="replace"))
        found.problems = [Problem(name, lines[number], reason) for number, reason in bad.items()]
    return found


def _entry(item: Any) -> Entry:
    if not isinstance(item, dict):
        raise ValueError("this is no person: an entry must be an object")
    for key in ("login", "name", "email", "affiliation", "country_id", "country", "tz", "source"):
        if not isinstance(item.get(key), str | None):
            raise ValueError(f"{key} must be text")
    address = hashed_address(item.get("email"))
    login = without_address(item.get("login"))
    if not login and not address:
        raise ValueError("neither a login nor an address says who this is")
    return Entry(
        login=login,
        name=without_address(item.get("name")),
        addresses=(address,) if address else (),
        country=(item.get("country_id") or item.get("country") or "").lower() or None,
        timezone=item.get("tz") or None,
        priority=PRIORITIES.get(item.get("source") or "", 0),
        intervals=tuple(intervals(item.get("affiliation") or "")),
    )


def _lines(text: str) -> list[int]:
    """Line on which each element of a JSON list begins."""
    decoder, lines, position, line = JSONDecoder(), [], text.index("[") + 1, 1 + text.count("\n", 0, text.index("["))
    while True:
        start = position
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        line += text.count("\n", start, position)
        if position >= len(text) or text[position] == "]":
            return lines
        lines.append(line)
        _, end = decoder.raw_decode(text, position)
        line += text.count("\n", position, end)
        position = end
