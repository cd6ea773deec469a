"""Ingest hours of GH Archive: workers download and scan, this process writes, one transaction a group of hours."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import typer

from ingest import holes, landing, people_hiding
from ingest.archive_report import ArchiveReport
from ingest.gharchive.fetch import NO_CONNECTION, Fetch
from ingest.gharchive.hours import Group, Hour, Scanned, grouped, hours_of_folder, hours_of_moments, is_web, moments
from ingest.gharchive.pool import Task, scanned_groups
from ingest.gharchive.scan import Scope
from ingest.ledger import HOUR, Known, Ledger
from ingest.progress import progress as showing
from ingest.progress import volume
from settings import DuckstatsError, Settings, without_password

SAMPLE_MARK = "SAMPLE_DATA"
ATTEMPTS = 8  # hours in a row that were not reached, after which the others are not tried


@dataclass(frozen=True)
class Plan:
    """Hours to scan, in the order given. With `whole` each also keeps what it was scanned for before."""

    hours: list[Hour]
    skipped: int = 0
    whole: bool = True
    patient_at: datetime | None = None  # an absent hour that is young then is awaited, not missed
    size_bytes: int = 0  # known beforehand, 0 where it is not


def ingest_archive(
    settings: Settings,
    since: datetime | None,
    until: datetime | None,
    source: str,
    scope: Scope,
    workers: int | None = None,
    progress: bool | None = None,
    force: bool = False,
    recheck: bool = False,
) -> ArchiveReport:
    """Ingest the hours of [since, until), or every file of a local source when both are None.

    An hour that is complete and was scanned with all that the scope asks for is left alone; with `recheck` its server
    is asked whether it changed since, with `force` it is scanned again with this scope alone. Absent and broken hours
    are tried again, and a broken one does not touch what an earlier good scan left.
    Raises DuckstatsError when the source cannot be reached.
    """
    _check_source(source)
    hours = _hours(source, since, until)

    def choose(ledger: Ledger) -> Plan:
        now = landing.now()
        if force:
            return Plan(hours, whole=False, patient_at=now)
        todo = [asked for hour in hours if (asked := _wanted(ledger, hour, scope, recheck))]
        return Plan(todo, len(hours) - len(todo), patient_at=now)

    return run(settings, source, scope, choose, workers, progress)


def run(
    settings: Settings,
    source: str,
    scope: Scope,
    choose: Callable[[Ledger], Plan],
    workers: int | None = None,
    progress: bool | None = None,
    title: str = "archive",
) -> ArchiveReport:
    """Scan and write what `choose` says after a look at the bookkeeping; prints and returns what was done."""
    _check_source(source)
    started = time.monotonic()
    with landing.opened(settings.landing_file) as file:
        people_hiding.of_config(file, settings.config_dir)
        ledger = Ledger(file)
        plan = choose(ledger)
        report = ArchiveReport(skipped=plan.skipped)
        if plan.size_bytes:
            typer.echo(f"{title}: {len(plan.hours):,} hours, {volume(plan.size_bytes)} to read", err=True)
        writing = _Writing(settings, source, scope, plan, report)
        try:
            with showing(title, len(plan.hours), plan.size_bytes, progress) as advance:
                writing.all(ledger, workers, advance)
        except KeyboardInterrupt:
            typer.echo(f"{title}: interrupted after {report.complete:,} hours, which are kept", err=True)
            raise
    report.seconds = time.monotonic() - started
    typer.echo(str(report), err=True)
    return report


@dataclass
class _Writing:
    """One run over a plan."""

    settings: Settings
    source: str
    scope: Scope
    plan: Plan
    report: ArchiveReport
    misses: int = 0
    reasons: set[str | None] = field(default_factory=set)

    def all(self, ledger: Ledger, workers: int | None, advance: Callable[[str, int], None]) -> None:
        is_sample = not is_web(self.source) and (Path(self.source) / SAMPLE_MARK).exists()
        if self.plan.hours:
            ledger.follow(self.scope)
        usual = self.settings.streams if is_web(self.source) else self.settings.scanners
        count = min(workers or usual, len(self.plan.hours))
        for scope, group in scanned_groups(self._tasks(ledger), max(1, count), Fetch.of(self.settings)):
            ledger.write(group, scope, is_sample)
            for scanned in group.hours:
                self._count(scanned)
                advance(str(scanned.at or ""), scanned.size_bytes or 0)
            self._check_server(group)
        if self.report.unreached == len(self.plan.hours) > 0:
            raise self._away()

    def _tasks(self, ledger: Ledger) -> Iterator[Task]:
        """Groups of neighbours with the same scope; each follows the repositories known when its turn comes."""

        def scope_of(hour: Hour) -> Scope:
            return ledger.scope_for(hour, self.scope) if self.plan.whole else self.scope

        chosen = ((scope_of(hour), hour) for hour in self.plan.hours)
        for _, pairs in groupby(chosen, key=lambda pair: pair[0].fingerprint):
            scoped = list(pairs)
            for group in grouped([hour for _, hour in scoped]):
                yield scoped[0][0].following(frozenset(ledger.followed)), group

    def _count(self, scanned: Scanned) -> None:
        outcome = scanned.status
        if outcome in ("absent", "broken") and scanned.at:
            if holes.known(holes.load(self.settings.config_dir), scanned.at):
                outcome = "holes"
            elif outcome == "absent" and self._is_young(scanned.at):
                outcome = "awaited"
        setattr(self.report, outcome, getattr(self.report, outcome) + 1)
        self.report.events += scanned.event_count if scanned.status == "complete" else 0
        self.report.bad_lines += len(scanned.bad)
        self.report.size_bytes += scanned.size_bytes or 0

    def _is_young(self, at: datetime) -> bool:
        now = self.plan.patient_at
        return now is not None and now - (at + HOUR) < timedelta(hours=self.settings.late_hours)

    def _check_server(self, group: Group) -> None:
        for scanned in group.hours:
            self.misses = self.misses + 1 if scanned.status == "unreached" else 0
            self.reasons.add(scanned.reason)
        nothing_reached = self.report.unreached == self.report.tried and self.reasons == {NO_CONNECTION}
        if self.misses >= ATTEMPTS or nothing_reached:
            raise self._away()

    def _away(self) -> DuckstatsError:
        source = without_password(self.source)
        if self.report.complete:
            return DuckstatsError(
                f"{source} no longer answers; {self.report.complete:,} hours were taken and are kept. "
                "Run the same command again later."
            )
        reasons = sorted(reason for reason in self.reasons if reason and reason != NO_CONNECTION)
        said = f" ({'; '.join(reasons)})" if reasons else ""
        return DuckstatsError(
            f"{source} cannot be reached{said}: check the network, or try `make demo`, which needs none."
        )


def catch_up(
    settings: Settings,
    source: str,
    scope: Scope,
    workers: int | None = None,
    progress: bool | None = None,
    now: datetime | None = None,
) -> ArchiveReport:
    """Go on after the last complete hour up to the newest one that may be published, by `now` (UTC).

    The first time it begins with the setting archive_since. Besides: hours that an interrupted run left out, absent and
    broken ones until they are gaps (late_hours), and complete ones of that age that were published anew. Raises
    DuckstatsError when there is nothing to go on from.
    """
    moment = now or landing.now()

    def choose(ledger: Ledger) -> Plan:
        complete = ledger.rows("complete")
        begin = complete[-1].at + HOUR if complete else first_hour(settings)
        known = ledger.rows("absent", "broken", "pending")
        gaps = {row.at for row in known if row.is_gap(settings.late_hours, moment)}
        wanted = {row.at for row in known} | set(moments(begin, moment))
        new = hours_of_moments(source, sorted(wanted - gaps))
        young = [row.at for row in complete if moment - (row.at + HOUR) < timedelta(hours=settings.late_hours)]
        recent = hours_of_moments(source, young)
        again = [asked for hour in recent if (asked := _wanted(ledger, hour, scope, recheck=True))]
        ledger.expect(new, scope)
        return Plan(new + again, patient_at=moment)

    return run(settings, source, scope, choose, workers, progress)


def retry_gaps(
    settings: Settings, source: str, scope: Scope, workers: int | None = None, progress: bool | None = None
) -> ArchiveReport:
    """Ask once more for every absent, broken or left-out hour but those that are known never to have been there."""
    known_holes = holes.load(settings.config_dir)

    def choose(ledger: Ledger) -> Plan:
        rows = ledger.rows("absent", "broken", "pending")
        wanted = [row.at for row in rows if not holes.known(known_holes, row.at)]
        return Plan(hours_of_moments(source, wanted), len(rows) - len(wanted))

    return run(settings, source, scope, choose, workers, progress)


def backfill(
    settings: Settings, source: str, scope: Scope, workers: int | None = None, progress: bool | None = None
) -> ArchiveReport:
    """Scan again, newest first, the hours that were scanned before the registry had all it has now."""

    def choose(ledger: Ledger) -> Plan:
        rows = lacking(ledger, scope)
        hours = hours_of_moments(source, [row.at for row in rows])
        return Plan(hours, size_bytes=sum(row.version.size or 0 for row in rows))

    return run(settings, source, scope, choose, workers, progress, title="backfill")


def lacking(ledger: Ledger, scope: Scope) -> list[Known]:
    """Complete hours that were scanned without something that the scope asks for, newest first."""
    return [row for row in reversed(ledger.rows("complete")) if not ledger.covers(row, scope)]


def this_hour() -> datetime:
    """When the hour of now began, UTC without zone."""
    return landing.now().replace(minute=0, second=0, microsecond=0)


def first_hour(settings: Settings) -> datetime:
    """The hour with which an ingest without dates begins. Raises DuckstatsError when the settings do not say it."""
    since = settings.archive_since
    if since is None:
        raise DuckstatsError(
            "No hour has been ingested yet: say where to begin, as --since 2024-01-31T00 "
            "or by the setting archive_since."
        )
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise DuckstatsError(f"archive_since is {since!r}, which is no hour: write 2024-01-31T05.") from None
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return moment.replace(minute=0, second=0, microsecond=0)


def _wanted(ledger: Ledger, hour: Hour, scope: Scope, recheck: bool) -> Hour | None:
    """The hour as it is to be asked for; None when it is there already."""
    if not ledger.has(hour, scope):
        return hour
    known = ledger.complete(hour.at)
    if recheck and known and is_web(hour.location):
        return Hour(hour.at, hour.location, known.version)
    return None


def _check_source(source: str) -> None:
    if not is_web(source) and not Path(source).exists():
        raise DuckstatsError(f"There is no folder or file {source}: give --source one, or leave it out for GH Archive.")


def _hours(source: str, since: datetime | None, until: datetime | None) -> list[Hour]:
    if since is None and until is None:
        if is_web(source):
            raise DuckstatsError("Say which hours: --since 2024-01-31T00 --until 2024-02-01T00.")
        return hours_of_folder(Path(source))
    if since is None or until is None or since >= until:
        raise DuckstatsError("--since must lie before --until, and both are needed.")
    return hours_of_moments(source, moments(since, until))
