"""What a run of sync does: each step is a command line of duckstats, which does the same when typed by hand."""

from collections.abc import Collection
from dataclasses import dataclass

from ingest import registry
from ingest.github import tokens
from settings import DuckstatsError, Settings

SOURCES = ("landscape", "archive", "git", "github", "affiliations")  # in the order in which they are taken
NAMES = (*SOURCES, "build", "publish")


@dataclass(frozen=True)
class Step:
    """One command. `skipped` says why it does not run; None when it does."""

    name: str
    words: tuple[str, ...]
    skipped: str | None = None

    @property
    def is_source(self) -> bool:
        """Whether it brings something from outside."""
        return self.name in SOURCES

    @property
    def is_worth_repeating(self) -> bool:
        """What a test or an audit refused, it refuses again."""
        return self.name != "build"

    @property
    def command(self) -> str:
        """The command line as one would type it."""
        return " ".join(("duckstats", *self.words))


def plan(settings: Settings, skip: Collection[str] = ()) -> list[Step]:
    """The steps in order. Raises DuckstatsError when the setting sync_sources names a source that does not exist."""
    wanted = settings.sync_sources.replace(",", " ").split()
    if wrong := sorted(set(wanted) - set(SOURCES)):
        raise DuckstatsError(f"sync_sources names {wrong[0]!r}: the sources are {', '.join(SOURCES)}.")
    steps = []
    for name in SOURCES:
        by_flag, by_setting = name in skip, name not in wanted
        reason = "by flag" if by_flag else "not in sync_sources" if by_setting else _missing(settings, name)
        steps.append(Step(name, ("ingest", name), reason))
    steps.append(Step("build", ("build", "--no-publish"), "by flag" if "build" in skip else None))
    steps.append(Step("publish", ("publish",), "by flag" if "publish" in skip else None))
    return steps


def _missing(settings: Settings, name: str) -> str | None:
    """What a source lacks without which it had better not run."""
    try:
        if name == "github" and not tokens.tokens():
            return "no token: set GITHUB_TOKEN"
        if name == "affiliations" and registry.load(settings.config_dir).affiliation_files():
            return "the build takes the files that settings.yaml names"
    except DuckstatsError:
        return None  # the step says itself what is wrong
    return None
