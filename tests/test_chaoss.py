"""Formulas of the CHAOSS metrics, on work so small that the answer is computed by hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from settings import Settings
from tests.small_world import SmallWorld
from warehouse import store

START = datetime(2024, 1, 1)  # a Monday
END = datetime(2024, 3, 1)
MARCH = "since := '2024-01-01', until := '2024-03-01'"
HUMAN = {"person_kind": "human"}
WHERE = {"repo_id": 1, "project": "p"}


def at(days: float) -> datetime:
    return START + timedelta(days=days)


@pytest.fixture(scope="module")
def emptied(published: Settings) -> SmallWorld:
    return SmallWorld(published)


@pytest.fixture
def world(emptied: SmallWorld) -> Iterator[SmallWorld]:
    """One project with one repository, known from January to the end of February 2024."""
    emptied.clear()
    emptied.add("core.projects", project="p", name="P", is_registered=True, main_repo="o/r")
    emptied.add("core.repos", repo_id=1, name="o/r", organization="o", project="p")
    ends = ({"archive_hour": START}, {"archive_hour": END - timedelta(hours=1)})
    emptied.add("core.archive_hours", *ends, status="complete")
    people = [{"person_id": n, "login": name} for n, name in enumerate(["ann", "bob", "cy", "di"], 1)]
    emptied.add("core.people", *people, kind="human")
    yield emptied


def contribute(world: SmallWorld, person: int, *days: float, **more: Any) -> None:
    rows = [{"created_at": at(day), "event_id": int(person * 1e6 + day * 100)} for day in days]
    common = WHERE | HUMAN | {"type": "PushEvent", "is_contribution": True, "person_id": person}
    world.add("core.events", *rows, **(common | more))


def item(world: SmallWorld, number: int, opened: float, closed: float | None = None, **more: Any) -> None:
    """An issue, or with is_pull_request a pull request, that was open once."""
    is_pull = more.get("is_pull_request", False)
    common = WHERE | HUMAN | {"number": number, "created_at": at(opened), "person_id": 1}
    common |= {"closed_at": None if closed is None else at(closed), "state": "open" if closed is None else "closed"}
    pull = {key: value for key, value in more.items() if key in ("merged_at", "merged_by_id", "head_repo_id")}
    known = {"labels", "company", "person_id"}
    of_table = {key: value for key, value in more.items() if key in known}
    world.add("core.pull_requests" if is_pull else "core.issues", **(common | of_table | (pull if is_pull else {})))
    world.add("marts.items", **(common | {"is_pull_request": is_pull} | more))
    span = {"opened_at": at(opened), "closed_at": common["closed_at"], "is_pull_request": is_pull}
    world.add("core.open_spans", number=number, **WHERE, **span)


def authored(world: SmallWorld, sha: str, person: int, day: float, company: str | None = None, **more: Any) -> None:
    world.add("core.commits", **WHERE, sha=sha, counted_at=at(day), **more)
    roles = WHERE | HUMAN | {"sha": sha, "person_id": person, "happened_at": at(day), "company": company}
    world.add("core.commit_roles", role="author", **roles)


# Numbers of CHAOSS's own example: two of them make more than half.
NUMBERS = [1000, 202, 90, 33, 332, 343, 42, 433]


@pytest.mark.parametrize(("percentage", "factor"), [(50, 2), (51, 2), (58, 3)])
@pytest.mark.parametrize("counted", ["people", "companies"])
def test_dependency(counted: str, percentage: int, factor: int, world: SmallWorld) -> None:
    for person, number in enumerate(NUMBERS, 1):
        world.add("core.employers", company=f"C{person}", employer_id=-person)
        world.connection.execute(
            "INSERT INTO core.events BY NAME SELECT n AS event_id, 'PushEvent' AS type, $1 AS created_at, $2 AS person_id, "
            "'human' AS person_kind, $3 AS company, -$2 AS employer_id, 1 AS repo_id, 'p' AS project, "
            "TRUE AS is_contribution FROM range($4) AS r (n)",
            [START, person, f"C{person}", number],
        )
    asked = f"counted := '{counted}', percentage := {percentage}"
    all_, row = world.ask(f"FROM factors_by_project({asked})")
    assert (all_["project"], row["project"]) == ("all", "p")
    for found in (all_, row):
        assert (found["factor"], found["holders"], found["others"]) == (factor, 8, 8 - factor)
        assert found["share"] == pytest.approx(sum(sorted(NUMBERS)[-factor:]) / sum(NUMBERS), abs=1e-6)
        assert found["share"] + found["others_share"] == pytest.approx(1, abs=1e-5)


def test_survival_counts_open_items_in(world: SmallWorld) -> None:
    """Five issues: two closed on their second day, one on the fourth; two still open after 2.5 and 5.5 days."""
    item(world, 1, 0, 1.5)
    item(world, 2, 0, 1.2)
    item(world, 3, 10 - 2.5)
    item(world, 4, 0, 3.5)
    item(world, 5, 10 - 5.5)
    rows = world.ask("FROM still_open(since := '2024-01-01', until := '2024-01-11')")
    found = [(row["days"], row["at_risk"], row["closed"], row["watched_until"], row["open_share"]) for row in rows]
    assert found == [(1, 5, 0, 0, 1), (2, 5, 2, 0, 0.6), (3, 3, 0, 1, 0.6), (4, 2, 1, 0, 0.3), (5, 1, 0, 0, 0.3), (6, 1, 0, 1, 0.3)]  # fmt: skip


def test_closure_ratio_says_both(world: SmallWorld) -> None:
    """In February: two open at its start, three opened (one of them again), three closed."""
    for number, opened, closed in [(1, 1, 40), (2, 2, None), (3, 32, 33), (4, 34, None), (5, 1, 2)]:
        item(world, number, opened, closed, is_pull_request=True)
    again = {"opened_at": at(35), "closed_at": at(36), "is_pull_request": True}
    world.add("core.open_spans", number=5, **WHERE, **again)
    january, february = world.ask(f"FROM closure_ratio({MARCH})")
    assert (january["open_at_start"], january["opened"], january["closed"]) == (0, 3, 1)
    assert (february["open_at_start"], february["opened"], february["closed"]) == (2, 3, 3)
    assert (february["closed_share"], february["closed_per_opened"]) == (0.6, 1)
    assert world.ask("FROM closure_ratio(since := '2024-02-01', until := '2024-03-01')") == [february]


def test_acceptance_by_author_and_origin(world: SmallWorld) -> None:
    fork, branch = {"head_repo_id": 7}, {"head_repo_id": 1}
    item(world, 1, 1, 2, is_pull_request=True, merged_at=at(2), **fork)
    item(world, 2, 3, 4, is_pull_request=True, **branch)  # of somebody who had one merged
    item(world, 3, 1.5, 5, is_pull_request=True, **fork)  # opened before that one was merged
    item(world, 4, 1, 5, is_pull_request=True, person_id=2, merged_at=at(5))
    parts = {
        row["part"]: row for row in world.ask(f"FROM pr_acceptance({MARCH}, every := 'year', split_by := 'author')")
    }
    assert {part: (row["merged"], row["declined"]) for part, row in parts.items()} == {
        "newcomers": (2, 1),
        "regulars": (0, 1),
    }
    origins = {row["part"]: row["decided"] for row in world.ask(f"FROM pr_acceptance({MARCH}, every := 'year', split_by := 'origin')")}  # fmt: skip
    assert origins == {"fork": 2, "branch": 1, "unknown": 1}
    (whole,) = world.ask(f"FROM pr_acceptance({MARCH}, every := 'year')")
    assert (whole["decided"], whole["acceptance_share"]) == (4, 0.5)


def test_review_cycles_are_cut_at_turns(world: SmallWorld) -> None:
    """Opened; two reviews; an answer; a review; an answer that nobody reviewed; a bot in between is nobody's turn."""
    item(world, 1, 0, 2, is_pull_request=True, merged_at=at(2))
    item(world, 2, 0, 1, is_pull_request=True)
    hours = [(2, 3), (2, 4), (2, 14)]
    reviews = [{"review_id": n, "person_id": who, "submitted_at": at(hour / 24)} for n, (who, hour) in enumerate(hours)]
    world.add("core.reviews", *reviews, **WHERE, **HUMAN, number=1)
    spoken = [(1, "human", 10), (3, "bot", 11), (1, "human", 20)]
    comments = [{"person_id": who, "person_kind": kind, "created_at": at(hour / 24)} for who, kind, hour in spoken]
    world.add("core.comments", *comments, **WHERE, number=1, kind="issue")
    (row,) = world.ask(f"FROM review_cycles({MARCH}, every := 'year')")
    assert (row["pull_requests"], row["reviewed"], row["median_cycles"], row["n"]) == (2, 1, 2, 2)
    assert (row["median_hours"], row["p85_hours"]) == (3, 4)


def test_reviews_before_the_merge_and_self_merges(world: SmallWorld) -> None:
    merged = {"is_pull_request": True, "merged_at": at(2)}
    item(world, 1, 1, 2, **merged, merged_by_id=1)  # reviewed by two others
    item(world, 2, 1, 2, **merged, merged_by_id=1)  # reviewed by its author, and by another after the merge
    item(world, 3, 1, 2, **merged, merged_by_id=2)
    item(world, 4, 1, 2, **merged)
    told = [(1, 2, 1.5), (1, 3, 1.6), (2, 1, 1.5), (2, 2, 3), (1, 2, 1.7)]
    rows = [
        {"review_id": n, "number": one, "person_id": who, "submitted_at": at(day)}
        for n, (one, who, day) in enumerate(told)
    ]
    world.add("core.reviews", *rows, **WHERE, **HUMAN)
    (row,) = world.ask(f"FROM pr_reviews({MARCH}, every := 'year')")
    assert (row["merged"], row["reviewed"], row["mean_reviewers"], row["median_reviewers"]) == (4, 1, 0.5, 0)
    assert (row["known_mergers"], row["self_merged"], row["self_merged_reviewed"], row["self_merged_unreviewed"]) == (
        3,
        2,
        1,
        1,
    )
    assert row["self_merged_share"] == pytest.approx(2 / 3, abs=1e-6)


def test_never_answered_counts_only_what_is_old_enough(world: SmallWorld) -> None:
    """The data ends on day 60."""
    item(world, 1, 10, first_answer_at=at(11))
    item(world, 2, 10, first_answer_at=at(15))
    item(world, 3, 10)
    item(world, 4, 55)
    item(world, 5, 59)
    (row,) = world.ask(f"FROM time_to_first_response({MARCH}, every := 'year')")
    assert (row["n"], row["opened"], row["unanswered"], row["median_hours"]) == (2, 5, 3, 24)
    assert [(row[f"unanswered_{n}_days"], row[f"old_enough_{n}_days"]) for n in (2, 7, 30)] == [(3, 4), (1, 3), (1, 3)]


def test_defects_by_label(world: SmallWorld) -> None:
    item(world, 1, 1, 3, labels=["kind/Bug"])
    item(world, 2, 1, 11, labels=["bug", "help wanted"])
    item(world, 3, 1, 2, labels=["kind/feature"])
    item(world, 4, 1, labels=["bug"])
    (row,) = world.ask(f"FROM defect_resolution({MARCH}, every := 'year')")
    assert (row["n"], row["opened"], row["open_at_end"], row["median_days"], row["p85_days"]) == (2, 3, 1, 2, 10)


KINDS = {
    "major": ["v1.0.0", "2.0", "kustomize/v5.0.0", "v10.0.0+build.7"],
    "minor": ["v1.2.0", "1.2", "helm-v3.1.0", "v1.10.0"],
    "patch": ["v1.2.3", "chart-4.11.3", "v0.0.1", "1.2.3+meta"],
    "pre": ["v1.2.3-rc.1", "v1.30.0-alpha.2", "1.0.0-beta", "v1.2.3rc1"],
    "other": ["latest", "nightly", "release-7"],
}


@pytest.mark.parametrize(("tag", "kind"), [(tag, kind) for kind, tags in KINDS.items() for tag in tags])
def test_kind_of_release(tag: str, kind: str, world: SmallWorld) -> None:
    assert world.connection.execute("SELECT release_kind(?, FALSE)", [tag]).fetchone() == (kind,)


def test_release_frequency_and_days_since(world: SmallWorld) -> None:
    told = [("v1.0.0", 1, False), ("v1.0.1", 11, False), ("v1.1.0", 41, True), ("v1.0.2", 31, False)]
    rows = [
        {"release_id": n, "tag": tag, "published_at": at(day), "is_prerelease": pre}
        for n, (tag, day, pre) in enumerate(told)
    ]
    world.add("core.releases", *rows, **WHERE, is_draft=False)
    world.add("core.releases", release_id=9, tag="v9.9.9", published_at=at(50), is_draft=True, **WHERE)
    world.add("core.tags", {"tag": "v1.0.1", "tagged_at": at(10)}, {"tag": "v1.2.0", "tagged_at": at(51)}, **WHERE)
    january, february = world.ask(f"FROM release_frequency({MARCH})")
    assert [january[kind] for kind in ("releases", "major", "minor", "patch", "pre")] == [2, 1, 0, 1, 0]
    assert [february[kind] for kind in ("releases", "major", "minor", "patch", "pre")] == [2, 0, 0, 1, 1]
    assert (january["median_days_between"], february["median_days_between"], february["days_since_last"]) == (
        10,
        20,
        29,
    )
    (row,) = world.ask(f"FROM release_cadence({MARCH})")
    assert (row["last_tag"], row["last_kind"], row["days_since_last"]) == ("v1.0.2", "patch", 29)
    (row,) = world.ask(f"FROM release_cadence({MARCH}, counting := 'releases_and_tags')")
    assert (row["releases"], row["last_tag"], row["days_since_last"]) == (5, "v1.2.0", 9)


def test_burst_lies_above_two_deviations(world: SmallWorld) -> None:
    """Weeks of 9, 11, 9, 11 (mean 10, deviation 1.1547), then 12, which is usual, then 13, which is not."""
    for week, number in enumerate([9, 11, 9, 11, 12, 15]):
        contribute(world, 1, *[week * 7 + n / 100 for n in range(number)])
    rows = world.ask("FROM bursts(since := '2024-01-01', until := '2024-02-12', lookback := 4)")
    assert [row["is_burst"] for row in rows] == [None, None, None, None, False, True]
    assert (rows[4]["mean"], rows[4]["deviation"], rows[4]["upper"], rows[4]["n"]) == (10, 1.15, 12.31, 4)


def test_recency_and_who_has_gone_quiet(world: SmallWorld) -> None:
    contribute(world, 1, 1, 2, 58)  # came back after more than a month
    contribute(world, 2, 1, 2, 3)
    contribute(world, 3, 40)
    january, february = world.ask(f"FROM contributor_recency({MARCH}, active_months := 1, away_months := 12)")
    assert [january[name] for name in ("active", "drifting", "away", "everybody")] == [2, 0, 0, 2]
    assert [february[name] for name in ("active", "drifting", "away", "everybody")] == [2, 1, 0, 3]
    assert (february["drifted"], february["came_back"]) == (2, 1)
    (quiet,) = world.ask("FROM inactive_contributors(quiet_months := 1, away_months := 12, min_contributions := 3)")
    assert (quiet["login"], quiet["contributions"], quiet["state"], quiet["days_quiet"]) == ("bob", 3, "drifting", 57)


def test_occasional_by_number_or_pause(world: SmallWorld) -> None:
    contribute(world, 1, *range(20))
    contribute(world, 2, 1, 1.1, 1.2)
    contribute(world, 3, 1, 2)
    contribute(world, 4, 1, 2, 3, 4, 5, 6, 59)
    rows = world.ask("FROM occasional_contributors(max_contributions := 5, max_pause_days := 30)")
    assert [(row["contributors"], row["people"], row["contributions"]) for row in rows] == [
        ("one-time", 1, 3),
        ("occasional", 2, 9),
        ("regular", 1, 20),
    ]


def test_outside_hours_are_those_of_the_authors_clock(world: SmallWorld) -> None:
    """Friday 23:30 UTC is Friday afternoon in California and Saturday morning in India."""
    late = {"authored_at": datetime(2024, 1, 5, 23, 30)}
    authored(world, "a", 1, 5, **late, authored_offset=-480)
    authored(world, "b", 1, 5, **late, authored_offset=330)
    authored(world, "c", 2, 5)
    (row,) = world.ask(f"FROM outside_working_hours({MARCH}, every := 'year')")
    assert [row[name] for name in ("commits", "known", "outside", "weekend", "outside_share")] == [3, 2, 1, 1, 0.5]
    own = world.ask(f"FROM activity_by_weekday_and_hour({MARCH}, clock := 'own') WHERE contributions > 0")
    assert [(row["weekday"], row["hour_of_day"]) for row in own] == [(5, 15), (6, 5)]
    assert own[0]["known_share"] == pytest.approx(2 / 3, abs=1e-6)


def test_lines_are_null_where_clones_have_none(world: SmallWorld) -> None:
    authored(world, "a", 1, 1, changed_files=2)
    (row,) = world.ask(f"FROM lines_changed({MARCH}, every := 'year')")
    assert (row["commits"], row["with_lines"], row["lines_added"], row["median_added"], row["mean_files"]) == (
        1,
        0,
        None,
        None,
        2,
    )
    for n, added in enumerate([1, 2, 3, 4, 100]):
        authored(world, f"l{n}", 2, 40, insertions=added, deletions=0, changed_files=1, is_merge=False)
    authored(world, "m", 2, 40, insertions=5000, deletions=5000, is_merge=True)
    (row,) = world.ask(f"FROM lines_changed({MARCH}, every := 'year')")
    assert (row["with_lines"], row["lines_added"], row["mean_added"], row["median_added"], row["max_added"]) == (
        5,
        110,
        22,
        3,
        100,
    )
    first, second = world.ask("FROM lines_by_author(since := '2024-01-25', until := '2024-03-01')"), None
    assert (first[0]["login"], first[0]["lines_added"], first[0]["previous_commits"]) == ("bob", 110, second)
    paths = [("l0", "a/b.go", 1), ("l0", "Makefile", None), ("l1", "docs/x.MD", 2), ("l1", ".gitignore", None)]
    rows = [{"sha": sha, "path": path, "insertions": lines} for sha, path, lines in paths]
    world.add("core.commit_files", *rows, **WHERE)
    kinds = {row["extension"]: (row["changes"], row["lines_added"]) for row in world.ask("FROM lines_by_extension()")}
    assert kinds == {".go": (1, 1), ".md": (1, 2), "(none)": (2, None)}


def test_documentation_is_null_where_no_path_is_known(world: SmallWorld) -> None:
    authored(world, "a", 1, 1)
    authored(world, "b", 2, 1)
    types = "FROM contribution_types() WHERE type_of_work = 'documentation'"
    assert world.ask(types)[0]["number"] is None
    world.add("core.commit_files", {"path": "README.md"}, {"path": "main.go"}, sha="a", **WHERE)
    assert (world.ask(types)[0]["number"], world.ask(types)[0]["people"]) == (1, 1)


def test_documentation_by_company(world: SmallWorld) -> None:
    call = "FROM documentation_by_company({})"
    authored(world, "a", 1, 1, "A")
    assert world.ask(call.format("")) == []
    paths = [("a", "README.md"), ("b", "docs/x.png"), ("c", "c.md"), ("d", "main.go"), ("c", "d.md")]
    authored(world, "b", 2, 1, "A")
    authored(world, "c", 3, 2)
    authored(world, "d", 4, 2, "B")
    world.add("core.commit_files", *({"sha": sha, "path": path} for sha, path in paths), **WHERE)
    rows = [tuple(row.values()) for row in world.ask(call.format(""))]
    assert rows == [(0, "All", 3, 3, 4), (1, "A", 2, 2, 4), (None, None, 1, 1, 4)]
    rows = [tuple(row.values()) for row in world.ask(call.format("reading := 'devstats'"))]
    assert rows == [(0, "All", 2, 2, 4), (1, "A", 1, 1, 4), (None, None, 1, 1, 4)]
    assert [row["commits"] for row in world.ask(call.format("until := '2024-01-02', for_company := 'B'"))] == []


def test_retention_of_people_and_companies(world: SmallWorld) -> None:
    contribute(world, 1, 1, 8, 15, company="A", other_companies=["B"])
    contribute(world, 2, 1, 15, company="A")
    contribute(world, 3, 2, company="Independent")
    weeks = "since := '2024-01-01', until := '2024-01-22', every := 'week'"
    found = [(r["newcomers"], r["active"], r["active_throughout"]) for r in world.ask(f"FROM retention({weeks})")]
    assert found == [(3, 3, 3), (3, 1, 1), (3, 2, 1)]
    found = [(r["newcomers"], r["active"], r["active_throughout"]) for r in world.ask(f"FROM retention({weeks}, counted := 'companies')")]  # fmt: skip
    assert found == [(2, 2, 2), (2, 2, 2), (2, 2, 2)]


def test_funnel_within_months_of_the_first_contribution(world: SmallWorld) -> None:
    contribute(world, 1, 1)
    contribute(world, 2, 1)
    comments = [{"person_id": 1, "created_at": at(2)}, {"person_id": 2, "created_at": at(50)}]
    world.add("core.comments", *comments, **WHERE, **HUMAN, number=9, kind="issue")
    item(world, 1, 3, 4, is_pull_request=True, merged_at=at(4), merged_by_id=3)
    by_end = {row["step"]: row["people"] for row in world.ask("FROM contributor_funnel(cohort := 'new')")}
    assert list(by_end.values()) == [2, 2, 1, 1, 0, 0, 0, 0]
    rows = world.ask("FROM contributor_funnel(cohort := 'new', within_months := 1)")
    assert [row["people"] for row in rows] == [2, 1, 1, 1, 0, 0, 0, 0]
    assert [row["percent_of_previous"] for row in rows][:5] == [None, 50, 100, 100, 0]


def test_attribution_velocity_and_forks(world: SmallWorld) -> None:
    contribute(world, 1, 1, 2, company="Independent", other_companies=["A"])
    contribute(world, 2, 1, company="Independent")
    contribute(world, 3, 1)
    (row,) = world.ask(f"FROM contribution_attribution({MARCH}, every := 'year')")
    assert [row[name] for name in ("contributions", "by_companies", "by_independents", "by_unknown")] == [4, 2, 1, 1]
    for n in range(10):
        authored(world, f"a{n}", 1 + n % 2, 1)
        item(world, n, 1, 2, is_pull_request=n > 0)
    (row,) = world.ask(f"FROM velocity({MARCH})")
    assert list(row)[:11] == [
        "org",
        "repo",
        "activity",
        "comments",
        "prs",
        "commits",
        "issues",
        "pushes",
        "authors",
        "project",
        "url",
    ]
    assert [row[name] for name in ("org", "repo", "prs", "issues", "authors", "log_commits", "log_prs_and_issues")] == [
        "o", "o/r", 9, 1, 2, 1, 1
    ]  # fmt: skip
    contribute(world, 1, 5, 6, type="ForkEvent", is_contribution=False)
    contribute(world, 4, 5, type="ForkEvent", is_contribution=False)
    (row,) = world.ask(f"FROM technical_forks({MARCH}, every := 'year')")
    assert (row["forks"], row["contributing"], row["contributing_share"]) == (2, 1, 0.5)


# DevStats' keys of a project's health -> our indicator and column.
SPANS = {"3": "last_3_months", "6": "last_6_months", "12": "last_12_months", "p3": "previous_3_months", "": "trend"}
COUNTED = {
    "acomm": "committers",
    "comm": "commits",
    "contr": "contributors",
    "ncontr": "new_contributors",
    "opr": "pull_requests_opened",
    "cpr": "pull_requests_closed",
    "mpr": "pull_requests_merged",
    "oi": "issues_opened",
    "ci": "issues_closed",
    "pro2c": "pull_requests_opened_per_closed",
    "io2c": "issues_opened_per_closed",
}
HEALTH_KEYS = {key + span: (ours, column) for key, ours in COUNTED.items() for span, column in SPANS.items()} | {
    "ltag": ("last_release", "told"),
    "ldate": ("last_release", "told_at"),
    "ldesc": ("last_release", "days_since"),
    "lcomm": ("last_commit", "told_at"),
    "lcommd": ("last_commit", "days_since"),
    "active": ("last_commit", "told"),
    "ip15": ("issue_response_hours_p15", "last_6_months"),
    "imed": ("issue_response_hours_median", "last_6_months"),
    "ip85": ("issue_response_hours_p85", "last_6_months"),
}
HEALTH_KEYS |= {
    f"topcomp{known}{role}{months}": (f"top_company_{doing}_of_{ours}", f"last_{months}_months")
    for known, ours in (("kn", "known"), ("all", "all"))
    for role, doing in (("act", "pushed"), ("auth", "written"), ("com", "committed"))
    for months in (3, 12)
}


def test_every_key_of_devstats_health_is_there(world: SmallWorld) -> None:
    assert len(HEALTH_KEYS) == 76
    rows = {row["indicator"]: row for row in world.ask("FROM project_health()")}
    assert all(column in rows[indicator] for indicator, column in HEALTH_KEYS.values())


def test_health_mends_devstats_defects(world: SmallWorld) -> None:
    """A milestone is no release; pull requests are no issues; the self-employed are no company."""
    world.add("core.annotations", project="p", kind="milestone", name="graduated", happened_at=at(50))
    world.add("core.releases", release_id=1, tag="v1.0.0", published_at=at(20), is_draft=False, **WHERE)
    item(world, 1, 50, first_answer_at=at(51))
    item(world, 2, 50, is_pull_request=True, first_answer_at=at(53))
    for sha, company in [("a", "Independent"), ("b", "Independent"), ("c", "A"), ("d", None)]:
        authored(world, sha, 1, 50, company)
    found = {row["indicator"]: row for row in world.ask("FROM project_health()")}
    assert (found["last_release"]["told"], found["last_release"]["days_since"]) == ("v1.0.0", 40)
    assert found["last_commit"]["told"] == "Active"
    assert found["issue_response_hours_median"]["last_6_months"] == 24
    assert found["pull_request_response_hours_median"]["last_6_months"] == 72
    assert (found["issues_answered"]["last_6_months"], found["issues_opened"]["last_3_months"]) == (1, 1)
    known, everything = found["top_company_written_of_known"], found["top_company_written_of_all"]
    assert (known["told"], known["last_3_months"], everything["last_3_months"]) == ("A", 0.3333, 0.25)
    assert known["previous_3_months"] is None, "the data does not reach back that far"
    assert found["commits"]["trend"] is None


def test_trend_against_the_three_months_before(world: SmallWorld) -> None:
    world.add("core.archive_hours", archive_hour=at(-800), status="complete")
    contribute(world, 1, 10, -60, -61)
    contribute(world, 2, -60)
    found = {row["indicator"]: row for row in world.ask("FROM project_health()")}
    people = found["contributors"]
    assert [people[name] for name in ("last_3_months", "previous_3_months", "trend", "last_6_months")] == [
        1,
        2,
        "Down",
        2,
    ]
    assert found["new_contributors"]["last_6_months"] == 2
    assert found["issues_opened"]["trend"] == "Flat"


def test_open_issues_of_a_period_are_those_that_touch_it(published: Settings) -> None:
    """Against the slow way: every stretch with every period."""
    current = store.current(published)
    asked = {"since": "2026-01-07", "until": "2026-02-26", "every": "week", "who": "all"}
    told = {row["period"]: row["open"] for row in current.metric("issues_active", asked).to_pylist()}
    slow = current.query(
        "SELECT p AS period, count(DISTINCT (s.repo_id, s.number)) AS open FROM core.open_spans AS s "
        "JOIN generate_series(TIMESTAMP '2026-01-05', TIMESTAMP '2026-02-23', INTERVAL 7 DAY) AS w (p) "
        "ON s.opened_at < least(p + INTERVAL 7 DAY, TIMESTAMP '2026-02-26') "
        "AND coalesce(s.closed_at, TIMESTAMP '2100-01-01') >= greatest(p, TIMESTAMP '2026-01-07') "
        "WHERE NOT s.is_pull_request GROUP BY p"
    ).to_pylist()
    assert told == {row["period"]: row["open"] for row in slow}
    assert len(told) == 8 and all(told.values())
