"""Absence and elephant factors, shares and HHI on work whose answer is known, in the macros as they are published."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import accumulate
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from settings import Settings
from tests.small_world import sum_up

Ask = Callable[[list[tuple[str | None, list[str] | None, int]], str], dict]

EVENT = """
INSERT INTO core.events BY NAME
SELECT
  $id * 100000 + n AS event_id, 'PushEvent' AS type, TIMESTAMP '2024-01-01' AS created_at, DATE '2024-01-01' AS day,
  $id AS person_id, 'human' AS person_kind, $company AS company, $others AS other_companies,
  CASE WHEN $company IS NOT NULL THEN $id END AS employer_id, 1 AS repo_id,
  'p' AS project, TRUE AS is_contribution
FROM range($number) AS r (n)
"""


@pytest.fixture(scope="module")
def connection(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the published file whose only work will be what a test says."""
    file = tmp_path_factory.mktemp("concentration") / "duckstats.duckdb"
    shutil.copy(Path(published.current_link) / "duckstats.duckdb", file)
    with duckdb.connect(str(file)) as opened:
        for table in ("comments", "commit_roles", "issues", "pull_requests", "reviews", "archive_hours"):
            opened.execute(f"DELETE FROM core.{table}")
        opened.execute("DELETE FROM marts.commit_people")
        opened.execute(
            "INSERT INTO core.archive_hours BY NAME SELECT ? AS archive_hour, 'complete' AS status",
            [datetime(2024, 1, 1)],
        )
        yield opened


@pytest.fixture
def ask(connection: duckdb.DuckDBPyConnection) -> Ask:
    """What a metric says of contributions when these are (company, other companies, number) of one person each."""

    def asked(work: list[tuple[str | None, list[str] | None, int]], call: str) -> dict:
        connection.execute("DELETE FROM core.events; DELETE FROM core.employers")
        for person, (company, others, number) in enumerate(work, 1):
            connection.execute(EVENT, {"id": person, "company": company, "others": others, "number": number})
            if company:
                connection.execute("INSERT INTO core.employers VALUES ($1, $2, $3)", [person, company, others])
        sum_up(connection)
        return connection.execute(call).to_arrow_table().to_pylist()[0]

    return asked


NUMBERS = [1000, 202, 90, 33, 332, 343, 42, 433]


@pytest.mark.parametrize(("percentage", "factor"), [(50, 2), (0, 1), (57, 2), (58, 3), (99, 8), (90, 5)])
def test_contributor_absence_factor(percentage: int, factor: int, ask: Ask) -> None:
    call = f"FROM contributor_absence_factor(percentage := {percentage}) WHERE measure = 'contributions'"
    row = ask([(None, None, number) for number in NUMBERS], call)
    assert (row["factor"], row["people"], row["others"]) == (factor, 8, 8 - factor)
    assert row["share"] == pytest.approx(sum(sorted(NUMBERS)[-factor:]) / sum(NUMBERS), abs=1e-6)


def test_elephant_factor_is_of_companies_with_known_people(ask: Ask) -> None:
    """Self-employed and unknown people are no company, but only the latter are unknown."""
    work = [
        ("A", None, 40),
        ("A", None, 10),
        ("B", None, 30),
        ("C", None, 25),
        ("Independent", None, 95),
        (None, None, 50),
    ]
    row = ask(work, "FROM elephant_factor() WHERE measure = 'contributions'")
    assert (row["factor"], row["names"], row["companies"]) == (2, "A, B", 3)
    assert row["share"] == pytest.approx(80 / 105, abs=1e-6)
    assert row["known_share"] == pytest.approx(200 / 250)


def test_diversity(ask: Ask) -> None:
    row = ask([("A", None, 60), ("B", None, 30), ("C", None, 10), (None, None, 100)], "FROM organisational_diversity()")
    assert (row["companies"], row["largest_company"], row["elephant_factor"]) == (3, "A", 1)
    assert row["hhi"] == pytest.approx(0.36 + 0.09 + 0.01)
    assert (row["largest_share"], row["known_share"]) == (0.6, 0.5)


def test_two_employers_at_once_count_for_each_and_once_for_all(ask: Ask) -> None:
    work = [("A", ["B"], 10), ("B", None, 5)]
    whole = ask(work, "FROM companies_table()")
    assert (whole["company"], whole["contributions"], whole["contributors"]) == ("All", 15, 2)
    numbers = {}
    for company in ("A", "B"):
        row = ask(work, f"FROM companies_table() WHERE company = '{company}'")
        numbers[company] = (row["contributions"], row["contributors"])
        asked = ask(work, f"SELECT sum(contributions) AS n FROM activity(for_company := '{company.lower()}')")
        assert asked["n"] == row["contributions"]
    assert numbers == {"A": (10, 1), "B": (15, 2)}


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(1, 400), min_size=1, max_size=12), percentage=st.integers(0, 99))
def test_any_numbers(numbers: list[int], percentage: int, ask: Ask) -> None:
    call = f"FROM contributor_absence_factor(percentage := {percentage}) WHERE measure = 'contributions'"
    row = ask([("A", None, number) for number in numbers], call)
    sums = accumulate(sorted(numbers, reverse=True))
    wanted = next(place for place, so_far in enumerate(sums, 1) if so_far * 100 > percentage * sum(numbers))
    assert row["factor"] == wanted
