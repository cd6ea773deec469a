"""The format of developers_affiliations*.txt: a line with login and addresses, then a line for each employment.

    somebody*: 0123…!example.com, somebody!users.noreply.github.com
        Acme until 2016-07-15
        Umbrella Inc. from 2016-07-15

A `*` marks a login that stands there several times, with answers that differ.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ingest.affiliations.entries import BEGINNING, END, Entry, Found, Interval, day, hashed_address, intervals, is_known
from ingest.registry_yaml import Problem

# These files are made of all entries of github_users.json, whatever their source, and are what people correct by hand:
# above an entry without a source there, below one whose source is known.
PRIORITY = 5

_HEAD = re.compile(r"(?P<login>[^\s:*]+)\*?\s*:(?P<addresses>.*)")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?")
_CLAUSE = re.compile(r"(?P<rest>.+?)\s+(?P<word>from|until)\s+(?P<day>\S+)")


def read(name: str, data: bytes) -> Found:
    """Entries of a file; `name` is how problems call it. What cannot be understood becomes a problem with its line."""
    found = Found()
    for head, addresses, lines in _blocks(data.decode("utf-8-sig", errors="replace"), name, found):
        employments = []
        for number, text in lines:
            try:
                employments += _employments(text)
            except ValueError as error:
                found.problems.append(Problem(name, number, str(error)))
        found.entries.append(replace(head, addresses=addresses, intervals=tuple(employments)))
    found.problems.sort()
    return found


def _blocks(text: str, name: str, found: Found) -> Iterator[tuple[Entry, tuple[str, ...], list[tuple[int, str]]]]:
    """Each person with what the lines below say; lines that belong to nobody become problems."""
    head: tuple[Entry, tuple[str, ...]] | None = None
    lines: list[tuple[int, str]] = []
    # Not splitlines: it would break a line at odd signs within names.
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()
        if not line or line.startswith("#"):
            continue
        if line[0].isspace():
            if head:
                lines.append((number, line.strip()))
            else:
                found.problems.append(Problem(name, number, "an employment without a person above it"))
            continue
        if head:
            yield *head, lines
        head, lines = _head(line, name, number, found), []
    if head:
        yield *head, lines


def _head(line: str, name: str, number: int, found: Found) -> tuple[Entry, tuple[str, ...]] | None:
    match = _HEAD.fullmatch(line)
    if not match:
        found.problems.append(Problem(name, number, "neither `login: addresses` nor an indented employment"))
        return None
    if not _LOGIN.fullmatch(match["login"]):
        found.problems.append(Problem(name, number, "what stands before the colon cannot be a GitHub login"))
        return None
    given = [text.strip() for text in match["addresses"].split(",") if text.strip()]
    addresses = [hashed_address(text) for text in given]
    for place, address in enumerate(addresses, 1):
        if address is None:
            text = f"address {place} of {match['login']} is none: write local!domain"
            found.problems.append(Problem(name, number, text))
    known = tuple(dict.fromkeys(address for address in addresses if address))
    return Entry(match["login"], priority=PRIORITY), known


def _employments(text: str) -> list[Interval]:
    """`Acme from 2015-01-01 until 2016-01-01`, either clause or none, or gitdm's other form with `<`."""
    if "<" in text:
        return intervals(text)
    limits: dict[str, date] = {}
    company = text
    # From the end: what stands before may hold these words in a company's name.
    while (clause := _CLAUSE.fullmatch(company)) and _is_limit(clause):
        if clause["word"] in limits:
            raise ValueError(f"{clause['word']!r} stands there twice")
        limits[clause["word"]] = day(clause["day"])
        company = clause["rest"]
    since, until = limits.get("from", BEGINNING), limits.get("until", END)
    if since >= until:
        raise ValueError(f"it ends on {until}, not after it begins on {since}")
    company = company.strip()
    return [Interval(company, since, until)] if is_known(company) else []


def _is_limit(clause: re.Match[str]) -> bool:
    """A company may be called `Notes from Underground`; nothing is called `Acme until soon`, or `Acme from 2x`."""
    return clause["word"] == "until" or clause["day"][0].isdigit()
