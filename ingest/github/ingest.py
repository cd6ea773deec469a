"""Ingest from GitHub's API: repositories, what changed in them, details of pull requests, people seen first."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import typer

from ingest import landing, people_hiding
from ingest.gharchive.scope import Scope
from ingest.github.client import Client, QuotaSpent
from ingest.github.endpoints import COMMENTS, ISSUE_EVENTS, ISSUES, RELEASES, REVIEW_COMMENTS, Endpoint
from ingest.github.listing import OVERLAP, follow, sight_of
from ingest.github.people import profiles
from ingest.github.pulls import details
from ingest.github.repos import Changes, Found, discover, has_changed, probe
from ingest.github.store import Progress, Store
from settings import DuckstatsError, Settings


@dataclass
class ApiReport:
    """What a run did. `stopped` says why it ended early; the next run goes on from there."""

    repositories: int = 0
    changed: int = 0
    items: int = 0
    pulls: int = 0
    people: int = 0
    requests: int = 0
    seconds: float = 0.0
    stopped: str | None = None
    failed: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 also when the quota ended the run, as the next one goes on; 1 when listings failed."""
        return 1 if self.failed else 0

    def __str__(self) -> str:
        text = (
            f"github: {self.repositories:,} repositories, {self.changed:,} of them changed: {self.items:,} items, "
            f"{self.pulls:,} pull requests in detail, {self.people:,} new people; {self.requests:,} requests "
            f"in {self.seconds:.1f} s"
        )
        return f"{text}; stopped, as {self.stopped}: the next run goes on" if self.stopped else text


def ingest_github(
    settings: Settings, scope: Scope, owners: list[str], singles: list[str], since: datetime, client: Client
) -> ApiReport:
    """Bring the repositories of a scope up to date, at first back to `since`.

    `owners` are listed whole, `singles` are owner/name of others. Raises DuckstatsError when there is nothing to ask
    for, GitHub cannot be reached, or it accepts no token.
    """
    if not owners and not singles:
        raise DuckstatsError("There is no organization or repository to ask for: see `duckstats projects list`.")
    started, started_at = time.monotonic(), landing.now()
    report = ApiReport()
    with landing.opened(settings.landing_file) as file:
        people_hiding.of_config(file, settings.config_dir)
        store = Store(file)
        client.read_quotas()
        try:
            _everything(client, store, scope, owners, singles, since, report)
        except QuotaSpent as error:
            report.stopped = str(error)
        finally:
            _note(client, store, started_at, report)
        report.failed = _failures(store, started_at)
    report.requests, report.seconds = client.requests, time.monotonic() - started
    for failure in report.failed:
        typer.echo(f"github: {failure}", err=True)
    typer.echo(str(report), err=True)
    return report


def _everything(
    client: Client,
    store: Store,
    scope: Scope,
    owners: list[str],
    singles: list[str],
    since: datetime,
    report: ApiReport,
) -> None:
    repos = discover(client, store, scope, owners, singles)
    report.repositories = len(repos)
    changes = probe(client, store, repos)
    # What changed last comes first, so that a run that must stop has the news.
    for repo in sorted(repos, key=lambda repo: _newest(changes[repo.repo_id]), reverse=True):
        items = _listings(client, store, repo, changes[repo.repo_id], since)
        report.changed += items is not None
        report.items += items or 0
    # Where nothing changed, that is known up to now without asking.
    store.note([quiet for repo in repos for quiet in _quiet(store, repo, changes[repo.repo_id], since)])
    report.pulls = details(client, store, {repo.repo_id: repo.name for repo in repos})
    report.people = profiles(client, store)


def _listings(client: Client, store: Store, repo: Found, changes: Changes, since: datetime) -> int | None:
    """Follow each listing of a repository that is worth it; None where none was."""
    items = None
    for endpoint, at in _times(changes):
        if has_changed(store.progress(repo.repo_id, repo.name, endpoint.name), at, since):
            sight = sight_of(repo.repo_id, repo.name)
            items = (items or 0) + follow(client, store, endpoint, sight, since, changes.seen_at)
    return items


def _quiet(store: Store, repo: Found, changes: Changes, since: datetime) -> Iterator[Progress]:
    for endpoint, at in _times(changes):
        progress = store.progress(repo.repo_id, repo.name, endpoint.name)
        until = changes.seen_at - OVERLAP
        if has_changed(progress, at, since) or (progress.listed_until and progress.listed_until >= until):
            continue
        since_then = progress.listed_since or since
        yield replace(progress, listed_since=since_then, listed_until=until, page=progress.page or 1, status="complete")


def _times(changes: Changes) -> list[tuple[Endpoint, datetime]]:
    """Each listing with the time of the last change that it would show."""
    newest = _newest(changes)
    both = [(endpoint, newest) for endpoint in (ISSUES, COMMENTS, ISSUE_EVENTS)]
    return [*both, (REVIEW_COMMENTS, changes.pulls), (RELEASES, changes.release)]


def _newest(changes: Changes) -> datetime:
    return max(changes.issues, changes.pulls)


def _failures(store: Store, since: datetime) -> list[str]:
    rows = store.file.connection.execute(
        "SELECT repo_name || ' ' || endpoint || ': ' || COALESCE(reason, '') FROM raw.api_progress "
        "WHERE status = 'failed' AND finished_at >= ? ORDER BY ALL",
        [since],
    ).fetchall()
    return [text for (text,) in rows]


def _note(client: Client, store: Store, started_at: datetime, report: ApiReport) -> None:
    quota = client.quota()
    told = {
        "started_at": started_at,
        "finished_at": landing.now(),
        "requests": client.requests,
        "token_count": 0 if client.is_anonymous else len(client.accounts),
        "quota_limit": quota.limit if quota else None,
        "quota_remaining": quota.left(time.time()) if quota else None,
        "quota_reset_at": datetime.fromtimestamp(quota.reset_at, UTC).replace(tzinfo=None) if quota else None,
        "outcome": f"stopped: {report.stopped}" if report.stopped else "complete",
    }
    store.write({"api_runs": [told]})
