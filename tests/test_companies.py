"""Companies: what the configuration may say of them, and that figures by company are parts of the figures of all."""

from collections import Counter
from pathlib import Path

import pytest

from ingest import registry
from settings import ROOT, Settings
from tests.test_registry import problems, write
from warehouse import catalog, store
from warehouse.store import Store

ADDING = [
    name
    for name, metric in catalog.metrics().items()
    if metric.header.adds_up and {"for_company", "every"} <= metric.parameters.keys()
]


def test_checkout_companies() -> None:
    """Acquisitions name companies as figures show them; every name means one company."""
    companies = registry.load(ROOT / "config").companies
    names = {name: company for company, name in companies.names()}
    assert names["AWS"] == "Amazon"
    assert names["Heptio"] == "Heptio"
    assert len(names) == len(companies.names())
    assert all(names[company] == company for company, _, _ in companies.acquisitions())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[{name: A, aliases: [Two]}, {name: Two}]", "line 3: 'Two' is a name of A already"),
        ("[{name: A, aliases: [t.w.o]}, {name: B, aliases: [TWO]}]", "'TWO' is a name of A already"),
        (
            "[{name: A, acquired: [{name: B, on: 2020-01-01}]}, {name: B, acquired: [{name: A, on: 2021-01-01}]}]",
            "belong",
        ),
        ("[{name: A, acquired: [{name: A, on: 2020-01-01}]}]", "cannot belong to A"),
        (
            "[{name: A, acquired: [{name: C, on: 2020-01-01}]}, {name: B, acquired: [{name: C, on: 2021-01-01}]}]",
            "'C' was bought by A already",
        ),
        ("[{name: A, acquired: [{name: C, on: yesterday}]}]", "is no date"),
        ("[{name: A, acquired: [{name: C, day: 2020-01-01}]}]", "unknown key 'day'"),
        ("[{name: A, alias: [C]}]", "unknown key 'alias'; did you mean 'aliases'?"),
    ],
)
def test_wrong_companies(text: str, sentence: str, tmp_path: Path) -> None:
    lines = f"companies:\n  {text}\n".replace("}, {name: ", "},\n   {name: ")
    found = problems(write(tmp_path, {"companies.yaml": lines}))
    assert any(sentence in problem for problem in found), found
    assert all(problem.startswith("companies.yaml line ") for problem in found)


# Of all companies with somebody at work in one repository: forty, where the whole organisation has ten times as many.
REPOSITORY = "kubernetes/charts"
COMPANIES_THERE = """
SELECT DISTINCT a.company
FROM core.affiliations AS a
JOIN (
  SELECT repo_id, person_id FROM core.events
  UNION SELECT repo_id, person_id FROM core.issues
  UNION SELECT repo_id, person_id FROM core.pull_requests
  UNION SELECT repo_id, person_id FROM core.comments
  UNION SELECT repo_id, person_id FROM core.commit_roles
) AS f ON f.person_id = a.person_id
JOIN core.repos AS r ON r.repo_id = f.repo_id
WHERE r.name = '{}'
"""


def added_up(current: Store, name: str, given: dict[str, str]) -> dict[str, float]:
    """The columns of a metric that add up, over its rows."""
    columns = [column for column in catalog.metric(name).header.adds_up if not column.startswith("seen_")]
    rows = current.metric(name, given).to_pylist()
    return {column: sum(row[column] for row in rows) for column in columns}


@pytest.mark.parametrize("name", ADDING)
def test_companies_and_unknown_sum_to_all(name: str, kubernetes: Settings) -> None:
    """Nobody in these hours has two employers at a time."""
    current = store.current(kubernetes)
    given = {"since": "2017-07-24", "until": "2017-07-27", "every": "year", "who": "all"}
    found = current.query(COMPANIES_THERE.format(REPOSITORY)).column("company").to_pylist()
    assert len(found) > 30
    there = given | {"repo": REPOSITORY}
    parts = Counter[str]()
    for company in [*found, "unknown"]:
        parts.update(added_up(current, name, there | {"company": company}))
    whole = added_up(current, name, there)
    if "commits" in whole:
        # A commit counts for the company of each person with a part in it.
        assert 0 < whole["commits"] <= parts["commits"]
        return
    assert dict(parts) == pytest.approx(whole)
    # Nothing in three days of data is a week old.
    numbers = added_up(current, name, given)
    assert all(number for column, number in numbers.items() if not column.endswith(("_7_days", "_30_days")))


def test_country_is_the_person_s(kubernetes: Settings) -> None:
    """Nobody's country is known in this file, so that all is unknown."""
    current = store.current(kubernetes)
    given = {"since": "2017-07-24", "until": "2017-07-27", "every": "year"}
    everybody = current.metric("activity", given).to_pylist()
    assert current.metric("activity", given | {"country": "unknown"}).to_pylist() == everybody
    assert current.metric("activity", given | {"country": "de"}).to_pylist()[0]["events"] == 0


def test_one_company_has_its_place_among_all(published: Settings) -> None:
    current = store.current(published)
    given = {"every": "year", "top": 100}
    everybody = [row for row in current.metric("company_activity", given).to_pylist() if row["company"] != "All"]
    assert len({row["rank"] for row in everybody}) > 3
    for row in everybody:
        alone = current.metric("company_activity", {"every": "year", "company": row["company"]}).to_pylist()
        assert [one for one in alone if one["company"] != "All" and one["period"] == row["period"]] == [row]
