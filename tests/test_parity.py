"""Equal to what DevStats computed from the same 72 hours, statistic by statistic, group by group.

What differs from DevStats by definition (see `differs` of each metric) is not compared here; what is, is equal.
"""

import csv
from pathlib import Path

import pytest

from settings import Settings
from warehouse import store
from warehouse.store import Store

RANGES = ["2017-07-24_2017-07-27", "2017-07-25_2017-07-26"]
STATISTICS = {
    "Code committers": "code_committers",
    "PRs": "prs",
    "PR creators": "pr_creators",
    "Projects/Repository groups": "projects_repository_groups",
    "Stargazers/Watchers": "stargazers_watchers",
}


@pytest.fixture(scope="module")
def current(kubernetes: Settings) -> Store:
    return store.current(kubernetes)


def golden(shared: Path, range_: str, name: str) -> list[list[str]]:
    with (shared / "devstats-golden" / range_ / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def asked(range_: str, **more: str) -> dict[str, str]:
    since, until = range_.split("_")
    return {"since": since, "until": until, "project": "kubernetes"} | more


@pytest.mark.parametrize("range_", RANGES)
def test_project_statistics_of_all_and_of_every_group(range_: str, current: Store, shared_data: Path) -> None:
    by_group: dict[str, dict[str, float]] = {}
    for series, name, value in golden(shared_data, range_, "project_stats"):
        statistic = STATISTICS.get(name, name.lower().replace(" ", "_"))
        by_group.setdefault(series.removeprefix("pstat,"), {})[statistic] = float(value)
    assert len(by_group) > 25
    for group, theirs in by_group.items():
        given = asked(range_) | ({} if group == "All" else {"group": group})
        ours = {row["statistic"]: row["value"] for row in current.metric("project_statistics", given).to_pylist()}
        # Rows that DevStats leaves out are those with 0.
        assert {name: ours[name] for name in theirs} == theirs, group


@pytest.mark.parametrize("range_", RANGES)
def test_events_by_group(range_: str, current: Store, shared_data: Path) -> None:
    for series, value in golden(shared_data, range_, "activity_repo_groups"):
        rows = current.metric("activity", asked(range_, group=series.removeprefix("act,"), every="year")).to_pylist()
        assert sum(row["events"] for row in rows) == float(value), series


@pytest.mark.parametrize("range_", RANGES)
def test_contributions_and_contributors(range_: str, current: Store, shared_data: Path) -> None:
    kinds = {
        "pushes": "push",
        "review_comments": "review_comment",
        "issue_comments": "issue_comment",
        "commit_comments": "commit_comment",
    }
    rows = current.metric("contributions", asked(range_, every="year")).to_pylist()
    ours = {row["kind"]: row["contributions"] for row in rows}
    people = current.metric("contributors", asked(range_, every="year")).to_pylist()[0]["contributors"]
    theirs = {
        series.split(";")[1].removesuffix("_All_All_All"): (float(events), int(actors))
        for series, events, actors in golden(shared_data, range_, "contributors")
        if series.endswith("_All_All_All;evs,acts")
    }
    for name, kind in kinds.items():
        assert ours[kind] == theirs[name][0], name
    assert (sum(ours.values()), people) == theirs["contributions"]


@pytest.mark.parametrize("range_", RANGES)
def test_pull_requests_opened(range_: str, current: Store, shared_data: Path) -> None:
    for who, prefix in (("humans", "new_prs"), ("all", "new_prs_bots")):
        theirs = {
            series.removeprefix(f"{prefix},"): float(n)
            for series, n in golden(shared_data, range_, "new_prs")
            if series.startswith(f"{prefix},")
        }
        for group, number in theirs.items():
            given = asked(range_, who=who, every="year") | ({} if group == "All" else {"group": group})
            rows = current.metric("pull_requests_opened_and_merged", given).to_pylist()
            assert sum(row["opened"] for row in rows) == number, (who, group)


@pytest.mark.parametrize("range_", RANGES)
def test_pull_requests_merged(range_: str, current: Store, shared_data: Path) -> None:
    for series, number in golden(shared_data, range_, "prs_merged_groups"):
        given = asked(range_, who="all", every="year", group=series.removeprefix("grp_pr_merg,"))
        rows = current.metric("pull_requests_opened_and_merged", given).to_pylist()
        assert sum(row["merged"] for row in rows) == float(number), series


@pytest.mark.parametrize("range_", RANGES)
def test_issues_opened(range_: str, current: Store, shared_data: Path) -> None:
    for series, number in golden(shared_data, range_, "issues_opened"):
        if not series.startswith("iopened,"):
            continue
        group = series.removeprefix("iopened,")
        given = asked(range_, who="all", every="year") | ({} if group == "All" else {"group": group})
        rows = current.metric("issues_opened_and_closed", given).to_pylist()
        assert sum(row["opened"] for row in rows) == float(number), series


@pytest.mark.parametrize("range_", RANGES)
def test_opened_to_merged_percentiles(range_: str, current: Store, shared_data: Path) -> None:
    for name, *theirs in golden(shared_data, range_, "opened_to_merged"):
        group = name.split(";")[1]
        given = asked(range_, every="year", who="all") | ({} if group == "All" else {"group": group})
        row = current.metric("pr_time_to_merge", given).to_pylist()[0]
        ours = [row["p15_hours"], row["median_hours"], row["p85_hours"]]
        assert ours == pytest.approx([float(value) for value in theirs]), group


@pytest.mark.parametrize("range_", RANGES)
@pytest.mark.parametrize(
    ("name", "metric", "column", "prefix"),
    [
        ("hist_commenters", "commenters", "comments", "htop_commenters,"),
        ("hist_pr_authors", "pr_authors", "opened", "hpr_auth,"),
    ],
)
def test_whole_lists_of_people(
    range_: str, name: str, metric: str, column: str, prefix: str, current: Store, shared_data: Path
) -> None:
    theirs: dict[str, dict[str, int]] = {}
    for series, login, number in golden(shared_data, range_, name):
        theirs.setdefault(series.removeprefix(prefix), {})[login] = int(number)
    for group, people in theirs.items():
        given = asked(range_) | ({} if group == "All" else {"group": group})
        ours = {row["login"]: row[column] for row in current.metric(metric, given).to_pylist()}
        assert ours == people, group


def test_stars_forks_and_open_issues(current: Store, shared_data: Path) -> None:
    total = next(
        row for row in golden(shared_data, RANGES[0], "watchers_by_alias") if row[0].startswith("allwatch;all")
    )
    last = current.metric("stars_and_forks", asked(RANGES[0], every="day")).to_pylist()[-1]
    assert [last["total_stars"], last["total_forks"], last["total_open_issues"]] == [int(n) for n in total[1:]]
