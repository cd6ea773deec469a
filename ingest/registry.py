"""The registry: which projects exist, what belongs to them, and who is no human. Data of a config folder.

config/projects/<key>.yaml    one project a file
config/repo_groups/*.yaml     groups of a project's repositories, by hand
config/bots.yaml              bots and agents; the checkout's own where a config folder has none
config/companies.yaml         names of companies and acquisitions; likewise
config/settings.yaml          optional: affiliation files that a build lands by itself
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import registry_claims, registry_companies
from ingest.registry_companies import Companies
from ingest.registry_explain import parse, suggestion
from ingest.registry_models import AffiliationFile, BotRules, Project, RegistrySettings, RepoGroups, RuleKind
from ingest.registry_yaml import Document, Problem, read, shown
from settings import ROOT, DuckstatsError

if TYPE_CHECKING:
    from ingest.landing import Landing

OURS = ROOT / "config"
KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
# Words that mean something else where a project's key may stand.
_RESERVED = {"all"}


@dataclass(frozen=True)
class Registry:
    """A config folder without a problem."""

    config_dir: Path
    projects: dict[str, Project]
    groups: list[RepoGroups] = field(default_factory=list)
    bots: BotRules = field(default_factory=BotRules)
    companies: Companies = field(default_factory=Companies)
    settings: RegistrySettings = field(default_factory=RegistrySettings)

    def rules(self, keys: list[str] | None = None) -> list[tuple[str, RuleKind, str]]:
        """Project, kind and value (lower case) of what belongs to these projects; without keys, to all."""
        for key in keys or []:
            if key not in self.projects:
                close = suggestion(key, self.projects)
                raise DuckstatsError(f"There is no project {key!r}{close or '; see `duckstats projects list`.'}")
        chosen = dict.fromkeys(keys or self.projects)
        return [(key, kind, value) for key in chosen for kind, value in self.projects[key].rules()]

    def affiliation_files(self) -> list[Path]:
        """Affiliation files that the settings name and that are there."""
        paths = [_affiliation_path(self.config_dir, file) for file in self.settings.affiliations]
        return [path for path in paths if path.exists()]


def load(config_dir: Path) -> Registry:
    """The registry of a config folder. Raises DuckstatsError with its first problem and the number of others."""
    registry, problems = inspect(config_dir)
    if problems:
        more = f" (and {len(problems) - 1} more: duckstats projects check)" if len(problems) > 1 else ""
        raise DuckstatsError(f"{problems[0]}{more}")
    return registry


def inspect(config_dir: Path, drafts: Mapping[str, str] | None = None) -> tuple[Registry, list[Problem]]:
    """What a config folder says and everything that is wrong with it.

    `drafts` are texts by project key, read as if they were files of the folder: `projects add` tries them this way.
    """
    if not config_dir.is_dir():
        return Registry(config_dir, {}), [Problem(shown(config_dir), 0, "there is no such folder")]
    documents: list[Document] = []
    entries = dict(_projects(config_dir, drafts or {}, documents))
    groups = list(_groups(config_dir, documents))
    bots = _single(config_dir / "bots.yaml", BotRules, documents, fallback=OURS / "bots.yaml")
    companies = _single(
        config_dir / "companies.yaml", Companies, documents, fallback=ROOT / "config" / "companies.yaml"
    )
    registry_companies.check(companies, documents[-1])
    settings = _single(config_dir / "settings.yaml", RegistrySettings, documents)
    registry_claims.check(entries, groups)
    _check_affiliation_files(config_dir, settings, documents)
    problems = [problem for document in documents for problem in document.problems]
    projects = {key: entry.project for key, entry in entries.items()}
    return Registry(config_dir, projects, [rules for rules, _ in groups], bots, companies, settings), sorted(problems)


def land(landing: "Landing", registry: Registry) -> bool:
    """Put the registry, the affiliation files it names, and own corrections in place of what the raw tables hold.

    One transaction; tables that hold the same already are left alone. Returns whether anything changed.
    """
    from ingest import people, people_hiding, people_tables
    from ingest.affiliations import importing
    from ingest.registry_tables import registry_rows, replace_if_changed

    files = registry.affiliation_files()
    found = importing.read(map(str, files))
    corrections = people.load(registry.config_dir)
    people_hiding.refresh(landing, corrections)
    with landing.transaction():
        changed = [replace_if_changed(landing, table, rows) for table, rows in registry_rows(registry).items()]
        if files:
            changed.append(importing.write(landing, found).changed)
        changed.append(people_tables.write(landing, corrections))
    return any(changed)


def _projects(
    config_dir: Path, drafts: Mapping[str, str], documents: list[Document]
) -> Iterator[tuple[str, registry_claims.Entry]]:
    folder = config_dir / "projects"
    texts: dict[Path, str | None] = dict.fromkeys(_yaml_files(folder, documents))
    texts |= {folder / f"{key}.yaml": text for key, text in drafts.items()}
    if not texts:
        documents.append(Document(shown(folder), problems=[Problem(shown(folder), 0, "there are no projects here")]))
    for path in sorted(texts):
        document = read(path, texts[path])
        documents.append(document)
        if not KEY.fullmatch(path.stem):
            name = f"{path.stem!r} cannot be a project's key: use a-z, 0-9 and - in the file's name"
            document.problems.append(Problem(document.file, 0, name))
        elif path.stem in _RESERVED:
            document.problems.append(
                Problem(document.file, 0, f"{path.stem!r} means every project: choose another key")
            )
        if project := parse(document, Project):
            yield path.stem, registry_claims.Entry(project, document)


def _groups(config_dir: Path, documents: list[Document]) -> Iterator[tuple[RepoGroups, Document]]:
    for path in _yaml_files(config_dir / "repo_groups", documents):
        document = read(path)
        documents.append(document)
        if rules := parse(document, RepoGroups):
            yield rules, document


def _yaml_files(folder: Path, documents: list[Document]) -> list[Path]:
    """The folder's files in order; one that ends otherwise is a problem, lest it be overlooked."""
    paths = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    for path in paths:
        if path.suffix != ".yaml":
            text = "this is no .yaml file and would be overlooked: rename or remove it"
            documents.append(Document(shown(path), problems=[Problem(shown(path), 0, text)]))
    return [path for path in paths if path.suffix == ".yaml"]


def _single(path: Path, model: Any, documents: list[Document], fallback: Path | None = None) -> Any:
    found = path if path.exists() or fallback is None else fallback
    if not found.exists():
        return model()
    document = read(found)
    documents.append(document)
    return parse(document, model) or model()


def _check_affiliation_files(config_dir: Path, settings: RegistrySettings, documents: list[Document]) -> None:
    for at, file in enumerate(settings.affiliations):
        path = _affiliation_path(config_dir, file)
        if not file.optional and not path.is_file():
            documents[-1].complain(f"there is no file {shown(path)}", "affiliations", at)


def _affiliation_path(config_dir: Path, file: AffiliationFile) -> Path:
    return (config_dir / Path(file.path).expanduser()).resolve()
