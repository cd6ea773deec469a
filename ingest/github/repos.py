"""Repositories as GitHub has them now: listed by owner, asked for one by one where the registry names them singly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import typer

from ingest.gharchive.scope import Scope
from ingest.github.client import Absent, Answer, Client, Failed
from ingest.github.listing import OVERLAP, sight_of
from ingest.github.rows import merged
from ingest.github.store import Progress, Store
from ingest.objects import Row, Rows, integer, moment, part, repo_row

PROBED = 50  # repositories in one question for what changed
TAGS = 20
UNKNOWN = datetime(9999, 1, 1)  # when something changed last, where nobody asked


@dataclass(frozen=True)
class Found:
    """A repository that is there: GitHub's id and its name now."""

    repo_id: int
    name: str


@dataclass(frozen=True)
class Changes:
    """When parts of a repository changed last; `seen_at` is when that was asked."""

    issues: datetime
    pulls: datetime
    release: datetime
    seen_at: datetime


def discover(client: Client, store: Store, scope: Scope, owners: list[str], singles: list[str]) -> list[Found]:
    """The repositories of a scope, each once. `owners` are listed whole, `singles` (owner/name) asked for.

    Renamed ones come under their new name; deleted and private ones are left out. Raises QuotaSpent.
    """
    found: dict[int, Found] = {}
    covered = {owner.lower() for owner in owners}
    for owner in owners:
        for repo in _of_owner(client, store, owner):
            if scope.contains(repo.name.encode()):
                found[repo.repo_id] = repo
    for name in singles:
        if name.partition("/")[0].lower() not in covered and (repo := _single(client, store, name)):
            found.setdefault(repo.repo_id, repo)
    return sorted(found.values(), key=lambda repo: repo.name.lower())


def _of_owner(client: Client, store: Store, owner: str) -> list[Found]:
    for kind in ("orgs", "users"):
        try:
            return list(_listed(client, store, f"/{kind}/{owner}/repos"))
        except Absent:
            continue  # a person, not an organization; or gone
        except Failed as error:
            typer.echo(f"github: {owner}: {error}; what was known of it is used", err=True)
            return _known(store, f"{owner}/")
    return []


def _listed(client: Client, store: Store, path: str) -> Iterator[Found]:
    """The repositories of an owner. One whose list is a single page, as most are, is not sent again while unchanged."""
    owner = path.split("/")[2]
    known = _known(store, f"{owner}/")
    answer = client.get(path, store.etag(path) if known else None, list, type="public", per_page=100)
    if answer.data is None:
        yield from known
        return
    yield from _kept(store, answer, (path, answer.etag if answer.page is None else None))
    if answer.page:
        for more in client.pages(path, page=answer.page, type="public"):
            yield from _kept(store, more)


def _kept(store: Store, answer: Answer, etag: tuple[str, str | None] | None = None) -> list[Found]:
    repos = [repo for repo in answer.data or [] if isinstance(repo, dict) and repo.get("full_name")]
    public = [repo for repo in repos if not repo.get("private") and integer(repo.get("id"))]
    store.write({"repos": [_row(repo, repo["full_name"]) for repo in public]}, etag=etag)
    return [Found(int(repo["id"]), repo["full_name"]) for repo in public]


def _single(client: Client, store: Store, name: str) -> Found | None:
    path = f"/repos/{name}"
    known = _known(store, name)
    try:
        answer = client.get(path, store.etag(path) if known else None)
    except Absent:
        return None
    except Failed as error:
        typer.echo(f"github: {name}: {error}; what was known of it is used", err=True)
        return known[0] if known else None
    if answer.data is None:
        return known[0]
    repo_id = integer(answer.data.get("id"))
    if repo_id is None or not answer.data.get("full_name"):
        return None
    store.write({"repos": [_row(answer.data, name)]}, etag=(path, answer.etag))
    return Found(repo_id, answer.data["full_name"])


def _row(repo: Row, asked: str) -> Row:
    sight = sight_of(integer(repo.get("id")) or 0, str(repo.get("full_name")))
    return repo_row(sight, "repository", repo) | {"event_repo_name": asked}


def _known(store: Store, name: str) -> list[Found]:
    """Repositories that an earlier answer showed under this name, or below `owner/`."""
    rows = store.file.connection.execute(
        "SELECT repo_id, ARG_MAX(repo_name, seen_at) FROM raw.repos WHERE source = 'github' AND role = 'repository' "
        "AND (LOWER(event_repo_name) = LOWER(?) OR (? LIKE '%/' AND STARTS_WITH(LOWER(repo_name), LOWER(?)))) "
        "GROUP BY repo_id",
        [name, name, name],
    ).fetchall()
    return [Found(*row) for row in rows]


def probe(client: Client, store: Store, repos: list[Found]) -> dict[int, Changes]:
    """When each repository's parts changed last, its languages and newest tags: fifty repositories a request.

    Without a token GitHub answers no such question: then everything may have changed.
    """
    changes = {repo.repo_id: Changes(UNKNOWN, UNKNOWN, UNKNOWN, client.now()) for repo in repos}
    if client.is_anonymous:
        return changes
    for at in range(0, len(repos), PROBED):
        batch = repos[at : at + PROBED]
        try:
            changes |= _probed(client, store, batch)
        except Failed as error:
            typer.echo(f"github: {error}; {len(batch)} repositories are listed without asking first", err=True)
    return changes


def _probed(client: Client, store: Store, batch: list[Found]) -> dict[int, Changes]:
    seen_at = client.now()
    data, _ = client.graphql(_query(batch))
    changes: dict[int, Changes] = {}
    rows: list[Rows] = []
    for repo in batch:
        node = part(data, f"r{repo.repo_id}")
        if not node:
            continue
        issues, pulls = (_newest(node, key, "updatedAt") for key in ("issues", "pullRequests"))
        changes[repo.repo_id] = Changes(issues, pulls, _newest(node, "releases", "createdAt"), seen_at)
        rows.append(_side_rows(repo, node))
    store.write(merged(*rows))
    return changes


def _query(batch: list[Found]) -> str:
    newest = "orderBy:{field:UPDATED_AT,direction:DESC}"
    fields = (
        f"issues(first:1,{newest}){{nodes{{updatedAt}}}} pullRequests(first:1,{newest}){{nodes{{updatedAt}}}} "
        "releases(first:1,orderBy:{field:CREATED_AT,direction:DESC}){nodes{createdAt}} "
        "languages(first:20,orderBy:{field:SIZE,direction:DESC}){edges{size node{name}}} "
        f'refs(refPrefix:"refs/tags/",first:{TAGS},orderBy:{{field:TAG_COMMIT_DATE,direction:DESC}})'
        "{nodes{name target{oid ...on Commit{committedDate} ...on Tag{tagger{date} target{oid}}}}}"
    )
    asked = []
    for repo in batch:
        owner, _, name = repo.name.partition("/")
        asked.append(f'r{repo.repo_id}:repository(owner:"{owner}",name:"{name}"){{...parts}}')
    return f"query{{{' '.join(asked)}}} fragment parts on Repository{{{fields}}}"


def _newest(node: Row, key: str, field: str) -> datetime:
    nodes = part(node, key).get("nodes") or []
    return max((at for one in nodes if (at := moment(one.get(field)))), default=datetime.min)


def _side_rows(repo: Found, node: Row) -> Rows:
    sight = sight_of(repo.repo_id, repo.name)
    of_repo = {key: sight[key] for key in ("repo_id", "repo_name", "seen_at")}
    languages = [
        of_repo | {"language": part(edge, "node").get("name"), "size_bytes": integer(edge.get("size"))}
        for edge in part(node, "languages").get("edges") or []
    ]
    tags = []
    for ref in part(node, "refs").get("nodes") or []:
        target = part(ref, "target")
        at = moment(part(target, "tagger").get("date") or target.get("committedDate"))
        sha = part(target, "target").get("oid") or target.get("oid")
        day = (at or sight["seen_at"]).date()
        tags.append(of_repo | {"tag": ref.get("name"), "sha": sha, "tagged_at": at, "day": day})
    return {"repo_languages": languages, "tags": tags}


def has_changed(progress: Progress, at: datetime, since: datetime) -> bool:
    """Whether a listing is worth a request: something changed after its checkpoint, or it was not read to its end."""
    if progress.listed_until is None:
        return at >= since or at == UNKNOWN
    if progress.status in ("partial", "failed") or (progress.listed_since and progress.listed_since > since):
        return True
    return at > progress.listed_until - OVERLAP - timedelta(seconds=1)
