"""Merge, size and reviews of changed pull requests: many in one GraphQL query, one by one in REST without a token."""

from collections.abc import Iterator
from typing import Any

import typer

from ingest.github.client import Absent, Client, Failed, TooMuch
from ingest.github.listing import sight_of
from ingest.github.rows import merged, rest_pull, rest_review
from ingest.github.store import Store
from ingest.objects import Row, Rows, add_texts, part, pull_row, review_row

BATCH = 25
SMALLEST = 3  # a batch that is not made smaller
GIVE_UP = 3  # batches that failed, after which the others wait for the next run
REVIEWS = 50

ACTOR = (
    "login __typename ...on User{databaseId} ...on Bot{databaseId} ...on Organization{databaseId} "
    "...on Mannequin{databaseId}"
)
FIELDS = f"""
number fullDatabaseId title state isDraft merged authorAssociation createdAt updatedAt closedAt mergedAt
author{{{ACTOR}}} mergedBy{{{ACTOR}}}
baseRefName baseRefOid headRefName headRefOid headRepository{{databaseId nameWithOwner}} mergeCommit{{oid}}
additions deletions changedFiles commits{{totalCount}} comments{{totalCount}} milestone{{title}}
labels(first:100){{nodes{{name}}}} assignees(first:20){{nodes{{login}}}}
reviewRequests(first:20){{nodes{{requestedReviewer{{...on User{{login}}}}}}}}
reviews(first:{REVIEWS}){{pageInfo{{hasNextPage}} nodes{{
fullDatabaseId state submittedAt authorAssociation body author{{{ACTOR}}} commit{{oid}}}}}}
"""


def details(client: Client, store: Store, names: dict[int, str]) -> int:
    """Ask for the details of every pull request that waits for them, in the repositories `names`; how many came.

    Raises QuotaSpent; what still waits is asked for by the next run.
    """
    waiting = [(repo_id, number) for repo_id, numbers in store.todo().items() if repo_id in names for number in numbers]
    if client.is_anonymous:
        return sum(_one(client, store, repo_id, names[repo_id], number) for repo_id, number in waiting)
    count, failures = 0, 0
    for batch in _batches(waiting, BATCH):
        try:
            count += _many(client, store, names, batch)
        except Failed as error:
            failures += 1
            typer.echo(f"github: {len(batch)} pull requests wait for the next run: {error}", err=True)
            if failures == GIVE_UP:
                break
    return count


def _many(client: Client, store: Store, names: dict[int, str], batch: list[tuple[int, int]]) -> int:
    by_repo: dict[int, list[int]] = {}
    for repo_id, number in batch:
        by_repo.setdefault(repo_id, []).append(number)
    try:
        data, failed = client.graphql(_query(names, by_repo))
    except TooMuch:
        # GitHub gives up on a query that takes it more than ten seconds: smaller ones go through.
        if len(batch) <= SMALLEST:
            raise
        middle = len(batch) // 2
        return _many(client, store, names, batch[:middle]) + _many(client, store, names, batch[middle:])
    count = 0
    for repo_id, numbers in by_repo.items():
        sight = sight_of(repo_id, names[repo_id])
        nodes = [node for number in numbers if (node := part(part(data, f"r{repo_id}"), f"p{number}"))]
        found = [_rows(sight, rest_pull(node), list(_reviews(client, sight, node))) for node in nodes]
        store.write(merged(*found))
        store.done(repo_id, [number for number in numbers if not {f"r{repo_id}", f"p{number}"} <= failed])
        count += len(nodes)
    return count


def _query(names: dict[int, str], by_repo: dict[int, list[int]]) -> str:
    repositories = []
    for repo_id, numbers in by_repo.items():
        owner, _, name = names[repo_id].partition("/")
        pulls = " ".join(f"p{number}:pullRequest(number:{number}){{...pull}}" for number in numbers)
        repositories.append(f'r{repo_id}:repository(owner:"{owner}",name:"{name}"){{{pulls}}}')
    return f"query{{{' '.join(repositories)}}} fragment pull on PullRequest{{{FIELDS}}}"


def _reviews(client: Client, sight: Row, node: Row) -> Iterator[Row]:
    """Its reviews in REST's shape; the few pull requests with very many are listed by REST."""
    reviews = part(node, "reviews")
    if part(reviews, "pageInfo").get("hasNextPage"):
        try:
            yield from _listed(client, sight, node["number"])
            return
        except (Absent, Failed):
            pass
    yield from (rest_review(review) for review in reviews.get("nodes") or [])


def _listed(client: Client, sight: Row, number: int) -> list[Row]:
    path = f"/repos/{sight['repo_name']}/pulls/{number}/reviews"
    return [review for answer in client.pages(path) for review in answer.data or []]


def _one(client: Client, store: Store, repo_id: int, repo_name: str, number: int) -> int:
    sight = sight_of(repo_id, repo_name)
    try:
        pull = client.get(f"/repos/{repo_name}/pulls/{number}").data
        reviews = _listed(client, sight, number)
    except Failed:
        return 0
    except Absent:
        store.done(repo_id, [number])
        return 0
    store.write(_rows(sight, pull, reviews))
    store.done(repo_id, [number])
    return 1


def _rows(sight: Row, pull: Row, reviews: list[Row]) -> Rows:
    found: Rows = {"pull_requests": [pull_row(sight, pull)], "reviews": []}
    for review in reviews:
        # One that is not submitted yet is seen by its author alone.
        if not review.get("id") or not review.get("submitted_at"):
            continue
        found["reviews"].append(review_row(sight, review, pull))
        add_texts(found, sight, "review", review | {"created_at": review["submitted_at"]}, pull["number"])
    return found


def _batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    return (items[at : at + size] for at in range(0, len(items), size))
