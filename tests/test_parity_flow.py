"""More of what DevStats computed from the same hours: newcomers, mergers, types of events, ages of issues."""

import re
from pathlib import Path

import pytest

from settings import Settings
from tests.test_parity import RANGES, asked, golden
from warehouse import store
from warehouse.store import Store


@pytest.fixture(scope="module")
def current(kubernetes: Settings) -> Store:
    return store.current(kubernetes)


@pytest.mark.parametrize("range_", RANGES)
def test_events_by_type(range_: str, current: Store, shared_data: Path) -> None:
    theirs = {series.removeprefix("event_types,"): float(n) for series, n in golden(shared_data, range_, "event_types")}
    rows = current.metric("events_by_type", asked(range_, who="all", every="year")).to_pylist()
    assert {row["type"]: row["events"] for row in rows} == theirs


@pytest.mark.parametrize("range_", RANGES)
def test_pull_request_mergers(range_: str, current: Store, shared_data: Path) -> None:
    theirs: dict[str, dict[str, int]] = {}
    for series, login, number in golden(shared_data, range_, "hist_pr_mergers"):
        plain = re.sub(r"^\*bot: (.*) \*$", r"\1", login)
        theirs.setdefault(series.removeprefix("hpr_mergers,"), {})[plain] = int(number)
    for group, people in theirs.items():
        given = asked(range_, who="all") | ({} if group == "All" else {"group": group})
        ours = {row["login"]: row["merged"] for row in current.metric("pr_mergers", given).to_pylist()}
        assert ours == people, group


@pytest.mark.parametrize("range_", RANGES)
@pytest.mark.parametrize(
    ("name", "people", "items"),
    [("new_issues", "new_authors", "items_of_new"), ("episodic_issues", "episodic_authors", "items_of_episodic")],
)
def test_newcomers_with_issues(
    range_: str, name: str, people: str, items: str, current: Store, shared_data: Path
) -> None:
    """Of groups only the whole organization is compared: there "new" means new to the project, here to the group."""
    theirs = {row[0].split(";")[1]: (float(row[1]), float(row[2])) for row in golden(shared_data, range_, name)}
    for group in ("All", "kubernetes"):
        given = asked(range_, who="all", every="year", of_what="issues")
        row = current.metric("newcomers", given | ({} if group == "All" else {"group": group})).to_pylist()[0]
        assert (row[people], row[items]) == theirs[group]


NEW_BY_OWN_OBJECTS = """
WITH pulls AS (
  SELECT person_id, created_at FROM core.pull_requests WHERE has_own_object
)
SELECT count(DISTINCT q.person_id) AS authors, count(*) AS pulls
FROM pulls AS q
WHERE q.created_at >= '{0}' AND q.created_at < '{1}'
  AND q.person_id NOT IN (SELECT b.person_id FROM pulls AS b WHERE b.created_at < '{0}')
"""


@pytest.mark.parametrize("range_", RANGES)
def test_newcomers_with_pull_requests(range_: str, current: Store, shared_data: Path) -> None:
    """DevStats knows no pull request that it saw only through comments, so it takes more authors for new ones."""
    theirs = next(row for row in golden(shared_data, range_, "new_contributors") if ";All;" in row[0])
    as_they_count = current.query(NEW_BY_OWN_OBJECTS.format(*range_.split("_"))).to_pylist()[0]
    assert [as_they_count["authors"], as_they_count["pulls"]] == [float(number) for number in theirs[1:]]
    ours = current.metric("newcomers", asked(range_, who="all", every="year")).to_pylist()[0]
    assert ours["new_authors"] < as_they_count["authors"]


@pytest.mark.parametrize("range_", RANGES)
def test_first_merges(range_: str, current: Store, shared_data: Path) -> None:
    theirs = set()
    for series, merged_at, _, text in golden(shared_data, range_, "new_contributors_data"):
        login = re.search(r"\(([^()]+)\)$", text)
        if series == "ncd,All":
            theirs.add((login[1] if login else text, merged_at))
    rows = current.metric("first_merges", asked(range_)).to_pylist()
    assert {(row["login"], str(row["first_merged_at"])) for row in rows} == theirs


@pytest.mark.parametrize("range_", RANGES)
def test_age_of_issues_by_repository(range_: str, current: Store, shared_data: Path) -> None:
    """Of issues that were opened and closed; "All" is left out, as there an issue weighs once per group."""
    compared = 0
    for name, number, median in golden(shared_data, range_, "issues_age"):
        group, _, priority = name.split(";")[1].rpartition("_")
        if priority != "All" or group == "All":
            continue
        row = current.metric("issue_time_to_close", asked(range_, who="all", every="year", group=group)).to_pylist()[0]
        assert row["n"] == float(number), group
        assert row["median_hours"] == pytest.approx(float(median), abs=0.001), group
        compared += 1
    assert compared > 5
