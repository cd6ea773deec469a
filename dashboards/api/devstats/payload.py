"""What a call of DevStats' API is asked with, field by field, or one sentence on what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import pycountry

from dashboards.api import answers
from dashboards.api.answers import Refusal
from warehouse import store

ALL = "All"
# The two databases that are not called as their project.
DATABASES = {"kubernetes": "gha", "all": "allprj"}
ALL_NAMES = {"all", "all cncf", "allprj"}
FORMATS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H", "%Y-%m-%d", "%Y-%m", "%Y")
MOST_NAMES = 500

Row = dict[str, Any]


@dataclass(frozen=True)
class Project:
    """The project of a call: as it was written, our key, and the database that DevStats has it in."""

    written: str
    key: str
    database: str


@dataclass(frozen=True)
class Call:
    """One call, and the one build that answers it. Every method raises Refusal (400) for a field that is wrong."""

    build: store.Store
    payload: dict[str, Any]

    def rows(self, metric: str, **given: Any) -> list[Row]:
        """A metric's rows; arguments that are `all` need not be left out."""
        return answers.asked(self.build, metric, given).to_pylist()

    def text(self, name: str, *, needed: bool = True) -> str:
        """A field of text; empty where it may be absent and is."""
        if name not in self.payload:
            if needed:
                raise Refusal(400, f"missing '{name}' field in 'payload' section")
            return ""
        value = self.payload[name]
        if not isinstance(value, str):
            raise Refusal(400, f"'payload' '{name}' field is not a string")
        return value

    def texts(self, name: str) -> list[str]:
        """A field that is a list of names, at least one."""
        value = self.payload.get(name)
        if value is None:
            raise Refusal(400, f"missing '{name}' field in 'payload' section")
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise Refusal(400, f"'payload' '{name}' field is not an array of strings")
        if not value or len(value) > MOST_NAMES:
            raise Refusal(400, f"'payload' '{name}' field takes 1 to {MOST_NAMES} names, for example 'All'")
        return value

    def choice(self, name: str, known: dict[str, Any]) -> Any:
        """What a word of a known list stands for."""
        word = self.text(name)
        if word not in known:
            raise Refusal(400, f"invalid {name} value: '{word}'; it is one of: {', '.join(known)}")
        return known[word]

    def project(self) -> Project:
        """The project by key, display name or database name."""
        word = self.text("project")
        asked = word.strip().lower()
        if asked in ALL_NAMES:
            return Project(word, "all", "allprj")
        for row in self.rows("projects"):
            database = DATABASES.get(row["project"], row["project"])
            if asked in (row["project"], (row["name"] or "").lower(), database):
                return Project(word, row["project"], database)
        raise Refusal(400, f"database not found for project '{word}'; ListProjects names all of them")

    def moment(self, name: str) -> str:
        """A time in any of DevStats' notations, as our metrics take it."""
        return moment(self.text(name)).isoformat(sep=" ")

    def group(self, project: Project) -> dict[str, str]:
        """The scope of `repository_group`: All, a group, or for all projects together the name of one."""
        word = self.text("repository_group")
        if word == ALL:
            return {"project": project.key}
        if project.key == "all":
            for row in self.rows("projects"):
                if word.lower() in (row["project"], (row["name"] or "").lower()):
                    return {"project": row["project"]}
        for row in self.rows("groups", project=project.key):
            if row["group_name"].lower() == word.lower():
                return {"project": project.key, "group": row["group_name"]}
        raise Refusal(400, f"invalid repository_group name: '{word}'; RepoGroups names all of them")

    def repository(self, project: Project) -> dict[str, str]:
        """The scope of `repository`."""
        word = self.text("repository")
        for row in self.rows("repository_groups", project=project.key):
            if row["kind"] == "repository" and row["repository"].lower() == word.lower():
                return {"project": project.key, "repo": row["repository"]}
        raise Refusal(400, f"invalid repository name: '{word}'; Repos names all of them")

    def country(self) -> str:
        """The code of a country by name or code; `all` for All."""
        word = self.text("country")
        if word == ALL:
            return "all"
        try:
            return pycountry.countries.lookup(word).alpha_2.lower()
        except LookupError:
            raise Refusal(400, f"invalid country name: '{word}'; Countries names all of them") from None

    def companies(self) -> list[str] | None:
        """The companies asked for, as our figures call them; None for All."""
        words = self.texts("companies")
        if words == [ALL]:
            return None
        known = {row["company"].lower(): row["company"] for row in self.rows("companies")} | {"all": ALL}
        for word in words:
            if word.lower() not in known:
                close = get_close_matches(word, known.values(), n=3)
                hint = f"did you mean {' or '.join(close)}?" if close else "Companies names the largest"
                raise Refusal(400, f"invalid company name: '{word}'; {hint}")
        return [known[word.lower()] for word in words]


def moment(text: str) -> datetime:
    """A time in any of DevStats' notations, from a year to a second."""
    for notation in FORMATS:
        try:
            return datetime.strptime(text, notation)
        except ValueError:
            continue
    raise Refusal(400, f"cannot parse datetime: '{text}'; write 2024, 2024-01, 2024-01-31 or 2024-01-31 13:00:00")
