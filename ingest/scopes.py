"""What an ingest keeps: the registry's repositories, some projects', one owner's, or everything."""

from pathlib import Path

from ingest import registry
from ingest.gharchive.scan import Scope
from settings import DuckstatsError


def scope(config_dir: Path, projects: list[str] | None = None, words: str | None = None) -> Scope:
    """The scope that the command line asks for: of these projects, or of 'all' or 'org:NAME', else of the registry.

    Raises DuckstatsError for a project that the registry lacks or words that are neither.
    """
    if words is None:
        rules = registry.load(config_dir).rules(projects)
        text = f"project:{','.join(sorted(projects))}" if projects else "registry"
        return Scope.from_rules([(project, str(kind), value) for project, kind, value in rules], text)
    if words == "all":
        return Scope("all", everything=True)
    kind, _, owner = words.partition(":")
    if kind == "org" and owner:
        return Scope.from_rules([(words, "organization", owner)], words)
    raise DuckstatsError(f"--scope is 'all' or 'org:NAME', not {words!r}.")
