"""`duckstats ingest archive`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import settings as house


def archive(
    since: Annotated[str | None, typer.Option(help="first hour, UTC: 2024-01-31T05")] = None,
    until: Annotated[str | None, typer.Option(help="end, not included; same form")] = None,
    source: Annotated[str | None, typer.Option(help="address, folder or file of hour files (GH Archive)")] = None,
    project: Annotated[list[str] | None, typer.Option(help="only this project's repositories (repeatable)")] = None,
    scope: Annotated[str | None, typer.Option(help="'all', or 'org:NAME', instead of the registry")] = None,
    backfill: Annotated[
        bool, typer.Option("--backfill", help="scan what was scanned before the registry grew, newest first")
    ] = False,
    retry_gaps: Annotated[bool, typer.Option("--retry-gaps", help="ask again for every hour that is missing")] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="ask whether complete hours were published anew")] = False,
    force: Annotated[bool, typer.Option(help="scan complete hours again, keeping this scope alone")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="processes that scan local files (one a core)")] = None,
    downloads: Annotated[int | None, typer.Option(min=1, help="hours downloaded at once (2 x workers)")] = None,
    cache_dir: Annotated[Path | None, typer.Option(help="keep downloaded files in this folder")] = None,
    cache_gb: Annotated[float | None, typer.Option(help="size of that folder; the oldest files go first")] = None,
) -> None:
    """Scan hours of GH Archive and keep the events of the registry's repositories.

    Without dates it goes on after the last complete hour, up to the newest one published, and asks again for hours
    that were late; from a local --source it takes every file. An hour is written whole or not at all, and a complete
    one is not read again. Exits with 1 when an hour was absent or broken, or a line was unreadable: `duckstats status
    --gaps` lists them.
    """
    from ingest import archive as archives
    from ingest import child, scopes

    if project and scope:
        raise typer.BadParameter("give --project or --scope, not both")
    if sum([backfill, retry_gaps, bool(since or until)]) > 1 or ((backfill or retry_gaps) and (force or recheck)):
        raise typer.BadParameter("--backfill and --retry-gaps choose the hours by themselves: give nothing else")
    house.use_flags({"workers": workers, "downloads": downloads, "cache_dir": cache_dir, "cache_gb": cache_gb})
    settings = house.load()
    origin = source or settings.archive_url
    chosen = scopes.scope(settings.config_dir, project, scope)
    if backfill:
        report = archives.backfill(settings, origin, chosen)
    elif retry_gaps:
        report = archives.retry_gaps(settings, origin, chosen)
    elif since or until or (source and not archives.is_web(source)):
        start, end = hour(since, "--since"), hour(until, "--until")
        report = archives.ingest_archive(
            settings,
            start,
            end or (archives.this_hour() if start else None),
            origin,
            chosen,
            force=force,
            recheck=recheck,
        )
    elif force or recheck:
        raise typer.BadParameter("--force and --recheck want to know which hours: give --since")
    else:
        report = archives.catch_up(settings, origin, chosen)
    child.tell_report(report)
    raise typer.Exit(report.exit_code)


def hour(text: str | None, option: str) -> datetime | None:
    """An hour as people write it, as UTC without zone. Raises BadParameter for what is none."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} {text!r} is no hour: write 2024-01-31T05") from None
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    if moment != moment.replace(minute=0, second=0, microsecond=0):
        raise typer.BadParameter(f"{option} {text!r} must be a whole hour")
    return moment
