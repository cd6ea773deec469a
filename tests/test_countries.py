"""Countries, companies' people, licences and circles of a community, on so little work that the answer is known."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from settings import Settings
from tests.small_world import SmallWorld

START = datetime(2024, 1, 1)
ASKED = "since := '2024-01-01', until := '2024-03-01'"
HUMAN = {"person_kind": "human"}
WHERE = {"repo_id": 1, "project": "p"}
ANN, BOB, CY, DI = 1, 2, 3, 4


def at(days: float) -> datetime:
    return START + timedelta(days=days)


@pytest.fixture(scope="module")
def emptied(published: Settings) -> SmallWorld:
    return SmallWorld(published)


@pytest.fixture
def world(emptied: SmallWorld) -> Iterator[SmallWorld]:
    """Two projects with a repository each, and four people from two countries and from nowhere known."""
    emptied.clear()
    repos = [{"repo_id": 1, "name": "o/r", "project": "p"}, {"repo_id": 2, "name": "o/s", "project": "q"}]
    emptied.add("core.repos", *repos, organization="o", license=None)
    ends = ({"archive_hour": START}, {"archive_hour": datetime(2024, 2, 29, 23)})
    emptied.add("core.archive_hours", *ends, status="complete")
    people = [(ANN, "ann", "de"), (BOB, "bob", "de"), (CY, "cy", "us"), (DI, "di", None)]
    for person, login, country in people:
        emptied.add("core.people", person_id=person, login=login, name=login.title(), country=country, kind="human")
    yield emptied


def contribute(world: SmallWorld, person: int, *days: float, **more: Any) -> None:
    rows = [{"created_at": at(day), "event_id": int(person * 1e6 + day * 100)} for day in days]
    common = WHERE | HUMAN | {"type": "PushEvent", "is_contribution": True, "person_id": person}
    world.add("core.events", *rows, **(common | more))


def test_countries_by_project_and_so_far(world: SmallWorld) -> None:
    contribute(world, ANN, 3, 4, 40)
    contribute(world, BOB, 40)
    contribute(world, CY, 40, repo_id=2, project="q")
    contribute(world, DI, 40)
    columns = ("period", "project", "country", "number", "people", "number_so_far", "people_so_far")
    rows = [tuple(row[name] for name in columns) for row in world.ask(f"FROM countries_over_time({ASKED})")]
    january, february = datetime(2024, 1, 1), datetime(2024, 2, 1)
    assert rows == [
        (january, "p", "de", 2, 1, 2, 1),
        (january, "p", None, 0, 0, 0, 0),
        (january, "q", "us", 0, 0, 0, 0),
        (february, "p", "de", 2, 2, 4, 2),
        (february, "p", None, 1, 1, 1, 1),
        (february, "q", "us", 1, 1, 1, 1),
    ]
    of_one = world.ask(f"FROM countries_over_time({ASKED}, split_by := 'project', for_country := 'de', top := 1)")
    assert [(row["project"], row["country"], row["people_so_far"]) for row in of_one] == [
        ("p", None, 1),
        ("p", None, 2),
    ]


def test_a_commit_of_two_counts_once_so_far(world: SmallWorld) -> None:
    for person, day in ((ANN, 3), (BOB, 40)):
        world.add("core.commit_roles", role="author", sha="a", person_id=person, happened_at=at(day), **WHERE, **HUMAN)
    rows = world.ask(f"FROM countries_over_time({ASKED}, measured := 'commits', split_by := 'country')")
    found = [(row["country"], row["number"], row["number_so_far"], row["people_so_far"]) for row in rows]
    assert found == [("de", 1, 1, 1), ("de", 1, 1, 2)]


@pytest.mark.parametrize(
    ("metric", "column"),
    [
        ("countries_over_time", "people_so_far"),
        ("country_activity", "contributors_so_far"),
        ("companies_contributing", "contributors_so_far"),
    ],
)
def test_nobody_is_there_before_the_day_under_a_moving_window(metric: str, column: str, world: SmallWorld) -> None:
    contribute(world, ANN, 3)
    contribute(world, BOB, 20)
    rows = world.ask(f"FROM {metric}({ASKED}, window_days := 7)")
    so_far = {row["period"]: row[column] for row in rows if row.get("country") in (None, "de")}
    assert [so_far[at(day)] for day in (2, 3, 19, 20, 50)] == [0, 1, 1, 2, 2]


def test_pull_requests_of_companies_people(world: SmallWorld) -> None:
    common = {**WHERE, **HUMAN, "merged_at": None, "closed_at": None}
    pulls = [
        {"number": 1, "person_id": ANN, "company": "Acme", "merged_at": at(9), "closed_at": at(9)},
        {"number": 2, "person_id": ANN, "company": "Acme", "other_companies": ["Apex"], "closed_at": at(9)},
        {"number": 3, "person_id": CY, "company": "Acme"},
        {"number": 4, "person_id": DI, "company": None},
    ]
    for pull in pulls:
        world.add("core.pull_requests", **(common | pull | {"created_at": at(5)}))
    columns = ("rank", "company", "login", "country", "opened", "merged", "closed_unmerged")
    rows = [tuple(row[name] for name in columns) for row in world.ask(f"FROM company_pull_requests({ASKED})")]
    assert rows == [
        (1, "Acme", "ann", "de", 2, 1, 1),
        (2, "Acme", "cy", "us", 1, 0, 0),
        (2, "Apex", "ann", "de", 1, 0, 1),
    ]
    of_one = world.ask(f"FROM company_pull_requests({ASKED}, for_company := 'apex', split_by := 'repository')")
    assert [(row["part"], row["company"], row["opened"]) for row in of_one] == [("o/r", "Apex", 1)]


def test_licences_and_languages(world: SmallWorld) -> None:
    """A repository whose languages nobody fetched counts with its licence."""
    world.add("core.repos", repo_id=3, name="o/t", organization="o", project="p", license="MIT")
    for repo, language, size in ((1, "Go", 60), (1, "C", 20), (2, "Go", 20)):
        world.add("core.repo_languages", repo_id=repo, language=language, size_bytes=size, project="p")
    columns = ("license", "language", "repositories", "size_bytes", "share")
    crossed = [tuple(row[name] for name in columns) for row in world.ask("FROM licenses_and_languages()")]
    assert crossed == [(None, "Go", 2, 80, 0.8), (None, "C", 1, 20, 0.2), ("MIT", None, 1, None, None)]
    licences = world.ask("FROM licenses_and_languages(split_by := 'license')")
    assert [(row["license"], row["repositories"]) for row in licences] == [(None, 2), ("MIT", 1)]
    assert [row["repository"] for row in world.ask("FROM licenses_and_languages(split_by := 'repository')")] == [
        "o/r",
        "o/r",
        "o/s",
        "o/t",
    ]


def test_circles_of_a_community(world: SmallWorld) -> None:
    star = {"type": "WatchEvent", "is_contribution": False}
    contribute(world, ANN, 3, **star)
    contribute(world, BOB, 40, **star)
    contribute(world, CY, 3, 40, type="PullRequestReviewCommentEvent")
    contribute(world, DI, 40, type="IssueCommentEvent")
    world.add("core.issues", number=1, person_id=DI, created_at=at(3), **WHERE, **HUMAN)
    world.add("core.commit_roles", role="committer", sha="a", person_id=BOB, happened_at=at(40), **WHERE, **HUMAN)
    circles = ("stargazers", "issue_authors", "committers", "code_commenters")
    rows = world.ask(f"FROM community_health({ASKED})")
    assert [[row[name] for name in circles] for row in rows] == [[1, 1, 0, 1], [1, 0, 1, 1]]
    assert [[row[f"{name}_so_far"] for name in circles] for row in rows] == [[1, 1, 0, 1], [2, 1, 1, 1]]


def test_known_countries_of_everybody_and_of_a_companys_people(world: SmallWorld) -> None:
    ends = {"starts_on": START.date(), "ends_on": datetime(2100, 1, 1).date(), "other_companies": None}
    world.add("core.affiliations", {"person_id": BOB, "company": "Acme"}, {"person_id": CY, "company": "Acme"}, **ends)
    named = {
        company: {row["country"]: row["people"] for row in world.ask(f"FROM countries(for_company := '{company}')")}
        for company in ("all", "acme", "nobody")
    }
    assert named == {"all": {"de": 2, "us": 1}, "acme": {"de": 1, "us": 1}, "nobody": {}}
