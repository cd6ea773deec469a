"""The CNCF's landscape: which projects it has, how mature each is and since when.

Rows go to raw.landscape; core.projects takes from them what a project's file does not know yet: moves to a later
maturity, and dates that the file leaves out. Files of the config folder are never written: what differs is told.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args

from ingest import web
from ingest.landing import Landing, reading
from ingest.registry import Registry
from ingest.registry_models import Maturity
from ingest.registry_tables import replace_if_changed
from settings import DuckstatsError, without_password, yaml_of

MATURITIES = get_args(Maturity)  # in the order in which a project passes them
DATES = ("accepted", "incubating", "graduated", "archived")
GITHUB = re.compile(r"https?://github\.com/([\w-]+)(?:/([\w.-]+?))?(?:\.git)?/?")
DEVSTATS = re.compile(r"https?://([a-z0-9-]+)\.devstats\.cncf\.io/?")

Row = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """What an import brought. `differences` are sentences on what the registry does not say."""

    projects: int
    changed: bool
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        differ = f", {len(self.differences):,} differ from the registry" if self.differences else ""
        return f"landscape: {self.projects:,} projects{differ}: {'imported' if self.changed else 'nothing new'}"


def land(file: Landing, registry: Registry, source: str) -> Report:
    """Put the source's projects in place of those of the last import; the same again changes nothing.

    `source` is an address or a file. Raises DuckstatsError when it cannot be read or holds no project.
    """
    rows = matched(read(source), registry)
    with file.transaction():
        changed = replace_if_changed(file, "landscape", rows)
    return Report(len(rows), changed, list(differences(rows, registry)))


def noted(landing_file: Path, registry: Registry) -> list[str]:
    """The same differences between the last import and the registry as it is now."""
    if not landing_file.exists():
        return []
    with reading(landing_file) as connection:
        rows = connection.execute("FROM raw.landscape ORDER BY name").to_arrow_table().to_pylist()
    entries = [{key: value for key, value in row.items() if key != "project"} for row in rows]
    by_name = {row["name"]: row["project"] for row in rows}
    return list(differences(matched(entries, registry, by_name), registry))


def read(source: str) -> list[Row]:
    """A row for each project of the CNCF, without the registry's key (column `project`)."""
    import yaml

    try:
        said = yaml_of(_content(source))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DuckstatsError(f"{without_password(source)} is no YAML: {str(error).splitlines()[0]}.") from None
    rows = [_row(item) for item in _items(said) if item.get("project") in MATURITIES and item.get("name")]
    if not rows:
        raise DuckstatsError(f"{without_password(source)} holds no project of the CNCF: is it a landscape.yml?")
    return sorted(rows, key=lambda row: row["name"])


def matched(rows: Iterable[Row], registry: Registry, known: dict[str, str | None] | None = None) -> list[Row]:
    """The rows with the registry's key of each project; None where the registry has it not. A key is used once."""
    finder, used, found = _Finder(registry, known or {}), set[str](), []
    for row in rows:
        key = finder.key(row)
        found.append(row | {"project": None if key in used else key})
        used |= {key} if key else set()
    return found


def differences(rows: list[Row], registry: Registry) -> Iterator[str]:
    """What the landscape says and the registry does not, a sentence each, with what to do."""
    for row in rows:
        if row["project"] is None:
            yield _news(row)
            continue
        project = registry.projects[row["project"]]
        place = f"config/projects/{row['project']}.yaml"
        if row["maturity"] != project.maturity:
            since = row.get(f"{row['maturity']}_on")
            told = f"{row['maturity']}{f' since {since}' if since else ''}"
            used = "is counted" if _is_later(row["maturity"], project.maturity) else "is not counted"
            yield f"{row['name']} is {told}, which {used}; {place} says {project.maturity or 'nothing'}"
        for name in DATES:
            theirs, ours = row[f"{name}_on"], getattr(project, name)
            if theirs and ours and theirs != ours:
                yield f"{row['name']}: {name} on {theirs}; {place} says {ours}, which is counted"


def _is_later(maturity: str, than: str | None) -> bool:
    return than is None or MATURITIES.index(maturity) > MATURITIES.index(than)


def _news(row: Row) -> str:
    key = re.sub(r"[^a-z0-9]", "", row["name"].lower())
    owner, _, name = (row["repo_name"] or "").partition("/")
    where = f"--repo {owner}/{name}" if name else f"--org {owner or 'NAME'}"
    accepted = f" --accepted {row['accepted_on']}" if row["accepted_on"] else ""
    command = f"duckstats projects add {key} --name '{row['name']}' --maturity {row['maturity']}{accepted} {where}"
    return f"{row['name']} ({row['maturity']}) is not in the registry: {command}"


class _Finder:
    """Which project of the registry an entry is: by DevStats' address, by name, by repository, by organization."""

    def __init__(self, registry: Registry, known: dict[str, str | None]) -> None:
        self.projects, self.known = registry.projects, known
        self.names = {_plain(project.name): key for key, project in registry.projects.items()}
        self.repositories: dict[str, str] = {}
        for key, project in registry.projects.items():
            for owner in project.organizations:
                self.repositories.setdefault(owner.lower(), key)
            for name in [*project.repositories, *filter(None, [project.main_repository])]:
                self.repositories[name.lower()] = key

    def key(self, row: Row) -> str | None:
        """The project's key, if the registry has it."""
        repo = row["repo_name"] or ""
        candidates = (
            row.get("devstats"),
            self.known.get(row["name"]),
            self.names.get(_plain(row["name"])),
            self.repositories.get(repo),
            self.repositories.get(repo.partition("/")[0]),
        )
        return next((key for key in candidates if key in self.projects), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _row(item: Row) -> Row:
    extra = item.get("extra") or {}
    repo, devstats = GITHUB.fullmatch(_text(item, "repo_url")), DEVSTATS.fullmatch(_text(extra, "dev_stats_url"))
    return {
        "name": str(item["name"]),
        "maturity": item["project"],
        **{f"{name}_on": _day(extra.get(name)) for name in DATES},
        "repo_name": "/".join(part.lower() for part in repo.groups() if part) if repo else None,
        "devstats": devstats[1] if devstats else None,
    }


def _text(entry: Row, key: str) -> str:
    return str(entry.get(key) or "")


def _day(value: object) -> date | None:
    """Dates stand there as text or as dates; anything else says nothing."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def _items(said: object) -> Iterator[Row]:
    """Entries of all categories; what is shaped otherwise than it was in 2026 is passed over."""
    for category in _list(said, "landscape"):
        for group in _list(category, "subcategories"):
            yield from (item for item in _list(group, "items") if isinstance(item, dict))


def _list(value: object, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _content(source: str) -> bytes:
    if not source.startswith(("http://", "https://")):
        try:
            return Path(source).read_bytes()
        except OSError as error:
            raise DuckstatsError(f"{source} cannot be read ({error.strerror}).") from None
    import requests

    try:
        with web.session() as session:
            content = web.page(session, source)
    except requests.RequestException as error:
        shown = without_password(source)
        raise DuckstatsError(f"{shown} cannot be read ({type(error).__name__}): try again later.") from None
    if content is None:
        raise DuckstatsError(f"There is nothing at {without_password(source)}: mend the setting landscape_source.")
    return content
