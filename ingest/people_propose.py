"""A correction of somebody's employment: its file, and the lines to propose to cncf/gitdm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingest import people
from ingest.affiliations.entries import BEGINNING, END, Interval, is_known
from ingest.people_tables import imported, overlaid
from ingest.registry_yaml import shown
from settings import DuckstatsError, Settings


@dataclass(frozen=True)
class Proposal:
    """The file that was written, and the person's entry for developers_affiliations*.txt."""

    path: Path
    upstream: str


def propose(
    settings: Settings, login: str, company: str, since: date | None, until: date | None, evidence: str | None
) -> Proposal:
    """Write that somebody is at a company, into a new or an existing file of config/people.

    An employment of the same file that lasts into the new one ends where that begins. Raises DuckstatsError, leaving
    the file as it is, when it has comments, which would be lost, or when the result would not be sound.
    """
    path = settings.config_dir / people.FOLDER / f"{login.lower()}.yaml"
    values = _values(path, login)
    employments = [_ended(one, since) for one in values.get("affiliations") or []]
    new = {"company": company, "since": since, "until": until, "evidence": evidence}
    employments.append({key: value for key, value in new.items() if value})
    values["affiliations"] = sorted(employments, key=lambda one: one.get("since") or BEGINNING)
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=110)
    corrections, problems = people.inspect(settings.config_dir, {path: text})
    if problems:
        raise DuckstatsError("; ".join(map(str, problems)) + ". Nothing was written.")
    _write(path, text)
    own = [one.interval for one in corrections.employments() if one.login == login.lower()]
    return Proposal(path, upstream_entry(login, overlaid(_before(settings, corrections, login.lower()), own)))


def upstream_entry(login: str, timeline: Sequence[Interval]) -> str:
    """A person's entry in gitdm's format. Only the noreply address: others are not known here in plain."""
    lines = [f"{login}: {login}!users.noreply.github.com"]
    for one in timeline:
        since = "" if one.since == BEGINNING else f" from {one.since}"
        until = "" if one.until == END else f" until {one.until}"
        lines.append(f"\t{one.company}{since}{until}")
    return "\n".join(lines)


def _values(path: Path, login: str) -> dict[str, Any]:
    if not path.exists():
        return {"login": login}
    text = path.read_text(encoding="utf-8")
    if any(line.lstrip().startswith("#") or " #" in line for line in text.splitlines()):
        raise DuckstatsError(f"{shown(path)} has comments, which would be lost: add the employment there by hand.")
    loaded = yaml.safe_load(text)
    if not isinstance(loaded, dict):
        raise DuckstatsError(f"{shown(path)} is no person's file: see `duckstats people check`.")
    return loaded


def _ended(one: dict[str, Any], since: date | None) -> dict[str, Any]:
    begins, ends = one.get("since") or BEGINNING, one.get("until") or END
    return {**one, "until": since} if since and begins < since < ends else one


def _before(settings: Settings, corrections: people.Corrections, login: str) -> list[Interval]:
    if not settings.landing_file.exists():
        return []
    try:
        with duckdb.connect(str(settings.landing_file), read_only=True) as connection:
            found = imported(connection, corrections, [login]).get(login, [])
    except duckdb.IOException:
        raise DuckstatsError(
            f"{settings.landing_file} is in use by another duckstats: the file is written, its entry for gitdm is not "
            "known; run `duckstats people show` later."
        ) from None
    return [one.interval for one in found if is_known(one.interval.company)]


def _write(path: Path, text: str) -> None:
    # A hidden name, which reading the folder leaves out, until the text is whole.
    draft = path.with_name(f".{path.stem}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise DuckstatsError(f"{shown(path)} cannot be written ({error.strerror}).") from None
