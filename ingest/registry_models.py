"""What the files of a config folder may say: one model a kind of file, strict, so that a misspelt key is found."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from ingest.gharchive.text import hashed
from settings import FILE_KEYS

if TYPE_CHECKING:
    import duckdb

Maturity = Literal["sandbox", "incubating", "graduated", "archived"]
RuleKind = Literal["organization", "repository", "pattern", "exclusion"]

_OWNER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_FOLDER = re.compile(r"([^/]+/)+")


def lower_pattern(pattern: str) -> str:
    r"""A regular expression in lower case, except what a backslash precedes: \D and \d are opposites."""
    return re.sub(r"\\.|\(\?P|[A-Z]+", lambda hit: hit[0] if hit[0][0] in "\\(" else hit[0].lower(), pattern)


def _owner(value: str) -> str:
    if "/" in value:
        raise ValueError(f"{value!r} is a repository, not an organization; put it under repositories")
    if not _OWNER.fullmatch(value):
        raise ValueError(f"{value!r} cannot be the name of a GitHub organization")
    return value


def _repository(value: str) -> str:
    owner, slash, name = value.partition("/")
    if not (slash and _OWNER.fullmatch(owner) and _NAME.fullmatch(name)):
        raise ValueError(f"{value!r} is no repository; write owner/name")
    return value


def _folder(value: str) -> str:
    if not _FOLDER.fullmatch(value):
        raise ValueError(f"{value!r} is no folder; write it like cmd/kubeadm/")
    return value


def _expression(value: str) -> str:
    # Ingest matches with Python's engine, the models with DuckDB's, which knows no lookaround or backreference.
    for candidate in (value, lower_pattern(value)):
        try:
            re.compile(candidate, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from None
        if complaint := _re2_complaint(candidate):
            raise ValueError(f"{value!r} is no regular expression that DuckDB understands: {complaint}")
    return value


@cache
def _re2_complaint(pattern: str) -> str | None:
    import duckdb

    try:
        # As a literal: for a parameter DuckDB would import pandas, which takes longer than reading the registry.
        literal = pattern.replace("'", "''")
        _connection().execute(f"SELECT regexp_full_match('', '{literal}', 'i')").fetchall()
    except duckdb.Error as error:
        return str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
    return None


@cache
def _connection() -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect()


def _day(value: object) -> object:
    # pydantic would take a number for seconds since 1970.
    if isinstance(value, int | float):
        raise ValueError(f"{value!r} is no date; write it like 2016-05-09")
    return value


def _as_mapping(value: object) -> object:
    return {"path": value} if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Day = Annotated[date, BeforeValidator(_day)]
Owner = Annotated[Text, AfterValidator(_owner)]
RepositoryName = Annotated[Text, AfterValidator(_repository)]
Folder = Annotated[Text, AfterValidator(_folder)]
Expression = Annotated[Text, AfterValidator(_expression)]


class Strict(BaseModel):
    """No unknown keys, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Project(Strict):
    """config/projects/<key>.yaml: a project, its milestones, and which repositories are its own."""

    name: Text
    maturity: Maturity | None = None
    accepted: Day | None = None
    incubating: Day | None = None
    graduated: Day | None = None
    archived: Day | None = None
    main_repository: RepositoryName | None = None
    release_tags: Expression | None = None
    organizations: list[Owner] = Field(default_factory=list)
    repositories: list[RepositoryName] = Field(default_factory=list)
    patterns: list[Expression] = Field(default_factory=list)
    exclude: list[RepositoryName] = Field(default_factory=list)

    def rules(self) -> list[tuple[RuleKind, str]]:
        """What belongs to the project and what does not, in lower case."""
        return [
            *(("organization", value.lower()) for value in self.organizations),
            *(("repository", value.lower()) for value in self.repositories),
            *(("pattern", lower_pattern(value)) for value in self.patterns),
            *(("exclusion", value.lower()) for value in self.exclude),
        ]


class Group(Strict):
    """Repositories of a project that people look at together, such as a SIG's; of some of them perhaps only folders."""

    name: Text
    repositories: list[RepositoryName] = Field(default_factory=list)
    organizations: list[Owner] = Field(default_factory=list)
    patterns: list[Expression] = Field(default_factory=list)
    paths: dict[RepositoryName, Annotated[list[Folder], Field(min_length=1)]] = Field(default_factory=dict)

    def rules(self) -> list[tuple[str, str]]:
        """Kind and value, in lower case but for paths."""
        return [
            *(("repository", value.lower()) for value in self.repositories),
            *(("organization", value.lower()) for value in self.organizations),
            *(("pattern", lower_pattern(value)) for value in self.patterns),
            *(("path", f"{name.lower()}:{path}") for name, paths in self.paths.items() for path in paths),
        ]


class RepoGroups(Strict):
    """config/repo_groups/<any>.yaml: groups of one project. `others` names that of repositories without one."""

    project: Text
    groups: list[Group]
    others: Text | None = None

    def rules(self) -> list[tuple[str, str, str, str]]:
        """Project, group, kind and value."""
        rules = [(self.project, group.name, kind, value) for group in self.groups for kind, value in group.rules()]
        return rules + ([(self.project, self.others, "others", "")] if self.others else [])


class BotRules(Strict):
    """config/bots.yaml: logins that are no people. `%` stands for anything, every other sign for itself."""

    bots: list[Text] = Field(default_factory=list)
    agents: list[Text] = Field(default_factory=list)
    humans: list[Text] = Field(default_factory=list)
    signatures: dict[Text, list[Text]] = Field(default_factory=dict)

    def signed(self) -> list[tuple[str, str, str]]:
        """Tool, `address` or `name`, and the hashed address or the LIKE pattern of a name."""
        pairs = [(tool, text) for tool, texts in self.signatures.items() for text in texts]
        return [
            (tool, "address", hashed(text.lower()) or "") if "@" in text else (tool, "name", like_pattern(text))
            for tool, text in pairs
        ]

    def rules(self) -> list[tuple[str, str]]:
        """Kind and LIKE pattern with backslash as the escape: `_` and backslash lose their meaning there."""
        lists = {"bot": self.bots, "agent": self.agents, "human": self.humans}
        return [(kind, like_pattern(login)) for kind, logins in lists.items() for login in logins]


class AffiliationFile(Strict):
    """A file of affiliations that `duckstats build` lands by itself; an optional one may be absent."""

    path: Text
    optional: bool = False


class RegistrySettings(Strict):
    """config/settings.yaml, which need not exist. What settings.py takes from the same file is left to it."""

    affiliations: list[Annotated[AffiliationFile, BeforeValidator(_as_mapping)]] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _without_others(cls, data: Any) -> Any:
        return {key: value for key, value in data.items() if key not in FILE_KEYS} if isinstance(data, dict) else data


def like_pattern(login: str) -> str:
    """A pattern of bots.yaml as SQL's LIKE wants it."""
    return re.sub(r"([_\\])", r"\\\1", login.lower())


def keys_of(model: type[BaseModel], where: tuple[Any, ...]) -> list[str]:
    """Keys that a file of this model may have at that place."""
    for key in (part for part in where if isinstance(part, str)):
        field = model.model_fields.get(key)
        model = next(_models_in(field.annotation), model) if field else model
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
