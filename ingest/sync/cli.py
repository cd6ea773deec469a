"""`duckstats sync`: what cron calls."""

from typing import TYPE_CHECKING, Annotated

import typer

import settings as house

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.sync.run import Report
    from ingest.sync.steps import Step

Skip = Annotated[
    list[str] | None,
    typer.Option(help="leave out landscape, archive, git, github, affiliations, build or publish (repeatable)"),
]


def sync(
    skip: Skip = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be done; do nothing")] = False,
    json_: Annotated[bool, typer.Option("--json", help="the whole report, for machines")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="nothing but the summary line")] = False,
) -> None:
    """Everything since last time, from every source, then build, test, audit and publish. This is what cron calls.

    Which sources take part says the setting sync_sources; the API also wants a token. A step that fails is tried again
    and does not stop the others. The last line sums the run up; `duckstats status --runs` shows the runs before it.

    Exits with 0 when all was taken and published; 3 when published, but a source failed or the newest data are too old;
    1 when nothing new could be published (the last good build stays); 4 when another duckstats writes; 130 when it was
    stopped; 2 for misuse.
    """
    from ingest import lock
    from ingest.sync import run as runs
    from ingest.sync import steps, stopping

    if wrong := next((name for name in skip or [] if name not in steps.NAMES), None):
        raise typer.BadParameter(f"--skip is one of {', '.join(steps.NAMES)}; not {wrong!r}")
    settings = house.load()
    plan = steps.plan(settings, skip or [])
    if dry_run:
        _tell_plan(settings, plan, json_)
        return
    stopping.listen()
    try:
        report = runs.run(settings, plan, lambda line: None if quiet else typer.echo(line, err=True))
    except lock.Busy as error:
        report = runs.unreachable(settings, plan, error)
    except KeyboardInterrupt:
        typer.echo("sync: stopped; what was finished is kept, and the next run goes on", err=True)
        raise typer.Exit(runs.STOPPED) from None
    _alarm(settings, report)
    typer.echo(report.to_json() if json_ else str(report), nl=not json_)
    raise typer.Exit(report.exit_code)


def _alarm(settings: house.Settings, report: "Report") -> None:
    """Tell the webhook, if there is one, of a run that needs somebody. Another run under way needs nobody yet."""
    from ingest.sync import webhook

    if not settings.webhook_url or report.exit_code == 0 or (report.is_busy and not report.is_stale):
        return
    problem = webhook.post(settings.webhook_url, report.to_json(), settings.webhook_seconds)
    if problem:
        typer.echo(f"sync: the webhook could not be told: {problem}", err=True)


def _tell_plan(settings: house.Settings, plan: "Sequence[Step]", json_: bool) -> None:
    import json

    from ingest import lock
    from ingest.sync import pending

    told = pending.of(settings, plan)
    holder = lock.holder(settings.data_dir)
    if json_:
        busy = vars(holder) if holder else None
        typer.echo(json.dumps({"steps": told, "busy": busy}, indent=2, default=str))
        return
    for step in told:
        words = f"skipped: {step['skipped']}" if step["skipped"] else step["command"]
        typer.echo(f"{step['name']:<12}  {words}" + (f"  ({step['pending']})" if step["pending"] else ""))
    if holder:
        typer.echo(f"now pid {holder.pid} writes since {holder.started_at}: a run would end at once")
