"""Reading a listing: what changed since the last run first, then further into the past, page by page.

Every page is written with its checkpoint, so that a run may end anywhere. Going back, a page that was read may be
read once more; as items only move to the top of their listing, none is passed over.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ingest.github.client import Absent, Client, Failed
from ingest.github.endpoints import Endpoint
from ingest.github.store import Progress, Store
from ingest.landing import now
from ingest.objects import Row

# GitHub's clocks differ by some seconds among themselves.
OVERLAP = timedelta(minutes=2)


def follow(client: Client, store: Store, endpoint: Endpoint, sight: Row, since: datetime, seen_at: datetime) -> int:
    """List what changed since the last run, and back until `since` where that was not listed yet; how many items.

    `seen_at` is the time at which it was known that something changed: up to then the listing is complete afterwards.
    Raises QuotaSpent, with the checkpoint where the next run goes on.
    """
    progress = store.progress(sight["repo_id"], sight["repo_name"], endpoint.name)
    try:
        items = 0
        if progress.listed_until is None:
            progress = replace(progress, listed_until=seen_at - OVERLAP, page=1)
        else:
            progress, items = _forward(client, store, endpoint, sight, progress, seen_at)
        if progress.listed_since is None or progress.listed_since > since:
            progress, older = _back(client, store, endpoint, sight, progress, since)
            items += older
        return items
    except Absent as error:
        store.write({}, replace(progress, status="absent", reason=str(error)))
    except Failed as error:
        store.write({}, replace(progress, status="failed", reason=str(error)))
    return 0


def _forward(
    client: Client, store: Store, endpoint: Endpoint, sight: Row, progress: Progress, seen_at: datetime
) -> tuple[Progress, int]:
    """What changed since the checkpoint. Oldest first where GitHub can, so that each page moves the checkpoint."""
    assert progress.listed_until
    items = 0
    parameters: dict[str, Any] = dict(endpoint.parameters)
    if endpoint.takes_since:
        parameters |= {"direction": "asc", "since": _iso(progress.listed_until)}
    for answer in client.pages(_path(sight, endpoint), **parameters):
        found = [item for item in answer.data or [] if isinstance(item, dict)]
        items += len(found)
        times = [at for item in found if (at := endpoint.changed(item))]
        is_last = answer.page is None or (
            not endpoint.takes_since and min(times, default=seen_at) < progress.listed_until
        )
        if is_last:
            following = replace(progress, listed_until=max(progress.listed_until, seen_at - OVERLAP))
        elif endpoint.takes_since:
            following = replace(progress, listed_until=max([progress.listed_until, *times]))
        else:
            following = progress
        # The checkpoint of an earlier failure or absence is over.
        following = replace(following, status="complete", reason=None)
        store.write(endpoint.rows(sight, found), following)
        progress = following
        if is_last:
            break
    return progress, items


def _back(
    client: Client, store: Store, endpoint: Endpoint, sight: Row, progress: Progress, since: datetime
) -> tuple[Progress, int]:
    """What changed before the checkpoint, newest first, until `since`."""
    items = 0
    # One page earlier than last time: what was deleted since moved the others up.
    first = max(1, (progress.page or 1) - 1)
    parameters = endpoint.parameters | ({"direction": "desc"} if endpoint.takes_since else {})
    for answer in client.pages(_path(sight, endpoint), page=first, **parameters):
        found = [item for item in answer.data or [] if isinstance(item, dict)]
        items += len(found)
        oldest = min((at for item in found if (at := endpoint.changed(item))), default=None)
        is_last = answer.page is None or (oldest is not None and oldest < since)
        progress = replace(
            progress,
            page=answer.page or progress.page,
            listed_since=since if is_last else min(filter(None, (oldest, progress.listed_since)), default=None),
            status="complete" if is_last else "partial",
            reason=None,
        )
        store.write(endpoint.rows(sight, found), progress)
        if is_last:
            break
    return progress, items


def _path(sight: Row, endpoint: Endpoint) -> str:
    return f"/repos/{sight['repo_name']}/{endpoint.path}"


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def sight_of(repo_id: int, repo_name: str) -> Row:
    """What all rows of one look at a repository share."""
    at = now()
    return {"event_id": None, "repo_id": repo_id, "repo_name": repo_name, "seen_at": at, "day": at.date()}
