"""Ingest commits from git: clones are fetched side by side, each repository is written in one transaction."""

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import typer

from ingest import landing, people_hiding
from ingest.gharchive.scope import Scope
from ingest.git import clone as git
from ingest.git.repos import Repository, repositories
from ingest.git.write import Ledger, write
from settings import DuckstatsError, Settings

JOBS = 4


@dataclass
class GitReport:
    """What an ingest did; counts are of repositories but `commits`. `exit_code` is 1 when a repository was broken."""

    complete: int = 0
    unchanged: int = 0
    empty: int = 0
    gone: int = 0
    broken: int = 0
    commits: int = 0
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 when everything that can be had was taken; that a repository is gone is a fact, no failure."""
        return 1 if self.broken else 0

    def __str__(self) -> str:
        return (
            f"git: {self.commits:,} new commits of {self.complete:,} repositories in {self.seconds:.1f} s; "
            f"{self.unchanged:,} unchanged, {self.empty:,} empty, {self.gone:,} gone or private, {self.broken:,} broken"
        )


def ingest_git(
    settings: Settings,
    scope: Scope,
    named: list[str],
    source: str,
    full: bool = False,
    jobs: int = JOBS,
) -> GitReport:
    """Clone or fetch the repositories of a scope and take their new commits; `named` are owner/name of the registry.

    `source` is an address or folder that holds owner/name. A repository that fails leaves what was taken before.
    Raises DuckstatsError when there is nothing to clone, git is absent, or nothing at all could be reached.
    """
    started = time.monotonic()
    git.require_git()
    report = GitReport()
    with landing.opened(settings.landing_file) as file:
        people_hiding.of_config(file, settings.config_dir)
        wanted = repositories(file, scope, named)
        if not wanted:
            raise DuckstatsError("No repository is known yet: name one with --repo, or ingest archive hours first.")
        ledger = Ledger(file)
        clones = settings.clones_dir
        reasons: list[str] = []
        for repository, failure in _fetched(wanted, ledger, clones, source, full, jobs):
            outcome = write(ledger, repository, _folder(clones, repository), failure, full)
            setattr(report, outcome.status, getattr(report, outcome.status) + 1)
            report.commits += outcome.commits
            if outcome.status == "broken":
                reasons.append(f"{repository.name}: {outcome.reason}")
                typer.echo(f"git: {reasons[-1]}", err=True)
    if reasons and report.broken == len(wanted):
        raise DuckstatsError(f"No repository could be fetched; the first failed with: {reasons[0]}")
    report.seconds = time.monotonic() - started
    typer.echo(str(report), err=True)
    return report


def _fetched(
    wanted: list[Repository], ledger: Ledger, clones: Path, source: str, full: bool, jobs: int
) -> Iterator[tuple[Repository, Exception | None]]:
    """Each repository when its clone is up to date, or with what went wrong. No more are fetched than `jobs` at once.

    Fetching waits for the writer once twice as many are ready, so that an interrupt loses little.
    """
    todo = iter(wanted)
    running: dict[Future[None], Repository] = {}
    with ThreadPoolExecutor(jobs) as pool:
        try:
            while True:
                while len(running) < 2 * jobs and (repository := next(todo, None)):
                    folder = _folder(clones, repository)
                    _follow_rename(ledger, repository, clones)
                    running[pool.submit(git.fetch, folder, _address(source, repository), full)] = repository
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(done), _known(done.exception())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _known(error: BaseException | None) -> Exception | None:
    """What can go wrong with one repository; anything else is our own mistake, and is raised."""
    if error is None or isinstance(error, git.RepositoryGone | git.GitFailed):
        return error
    if isinstance(error, OSError):
        return git.GitFailed(f"{error.strerror}: {error.filename}")
    raise error


def _address(source: str, repository: Repository) -> str:
    """Where a repository is fetched from: in a folder it may be a clone, bare or not, or a bundle."""
    address = f"{source.rstrip('/')}/{repository.name}"
    bundle = Path(f"{address}.bundle")
    return str(bundle.resolve() if bundle.exists() else Path(address).resolve() if Path(source).is_dir() else address)


def _folder(clones: Path, repository: Repository) -> Path:
    return clones / f"{repository.key}.git"


def _follow_rename(ledger: Ledger, repository: Repository, clones: Path) -> None:
    """A repository with a new name keeps its clone and its bookkeeping."""
    former = ledger.former_name(repository)
    if former is None:
        return
    old, new = clones / f"{former}.git", _folder(clones, repository)
    if old.exists() and not new.exists():
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
    ledger.rename(former, repository)
