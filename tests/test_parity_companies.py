"""Equal to what DevStats computed from the same hours and affiliations, company by company and person by person.

Where several entries of one login are trusted alike, DevStats' importer takes any, or several (register 53). Here these
people get what its own developer table says it took, as corrections of a world of their own; all else is computed.
DevStats gives work before an acquisition to the buyer (register 37), under names that no file of affiliations has;
names that differ in the legal form only are different companies there.
"""

import csv
import json
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from ingest import landing
from settings import Settings
from tests.conftest import REGISTRY, built
from tests.test_parity import RANGES, asked, golden
from warehouse import store
from warehouse.store import Store

DEVSTATS = {"reading": "devstats", "acquisitions": "always"}
# What DevStats calls companies that this house calls by another name.
NAMES = {"VMware Inc.": "VMware", "NetApp Inc": "NetApp", "Kubermatic GmbH": "Kubermatic"}
# Bought in 2020, which DevStats' list of acquisitions has under another spelling.
MISSED = {"SUSE": ["SUSE", "Rancher"]}
COMPANY_MEASURES = {
    "Commenters": "commenters",
    "Comments": "comments",
    "Commit commenters": "commit_commenters",
    "Commits": "commits",
    "Committers": "committers",
    "Contributions": "contributions",
    "Contributors": "contributors",
    "Events": "events",
    "Forkers": "forkers",
    "Issue commenters": "issue_commenters",
    "Issue creators": "issue_creators",
    "Issues": "issues",
    "PR creators": "pull_request_creators",
    "PR review commenters": "review_commenters",
    "PRs": "pull_requests",
    "Pushers": "pushers",
    "Repositories": "active_repositories",
    "Watchers": "stargazers",
}
# Measures of single companies, those whose end is another's name last.
COUNTED = [
    "review_comments",
    "issue_comments",
    "commit_comments",
    "comments",
    "active_repos",
    "merged_prs",
    "prs",
    "issues",
    "pushes",
    "commits",
]
COUNTED += ["contributions", "reviews", "events"]
MEASURES = {"active_repos": "active_repositories", "prs": "pull_requests", "merged_prs": "merged_pull_requests"}


def name_of(company: str) -> str:
    """A company of DevStats by the name it has here."""
    return NAMES.get(company, company)


def contested(file: Path) -> set[str]:
    """Logins of which entries of the file with as many intervals say different things."""
    stated: dict[str, set[str]] = defaultdict(set)
    for entry in json.loads(file.read_text(encoding="utf-8")):
        stated[entry["login"].lower()].add(entry["affiliation"] or "")
    return {login for login, statements in stated.items() if len(statements) > 1}


@pytest.fixture(scope="module")
def current(kubernetes: Settings, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The kubernetes hours once more, where contested people have the companies that DevStats took for them."""
    settings = Settings(tmp_path_factory.mktemp("devstats"), REGISTRY)
    shutil.copy(kubernetes.landing_file, settings.landing_file)
    people = contested(shared_data / "affiliations" / "github_users.json")
    taken: dict[str, set[str]] = defaultdict(set)
    for _, name, _ in golden(shared_data, RANGES[0], "project_developer_stats"):
        login, company = name.split("$$$")
        if login.lower() in people and company:
            taken[login.lower()].add(company)
    assert 20 < len(taken) < 60
    always = {"since": date(1900, 1, 1), "until": date(2100, 1, 1), "priority": 2000, "source": "devstats"}
    rows = [{**always, "login": login, "company": company} for login, found in taken.items() for company in found]
    with landing.opened(settings.landing_file) as file, file.transaction():
        file.append("affiliations", landing.arrow_table("affiliations", rows))
    return store.current(built(settings))


@pytest.mark.parametrize("range_", RANGES)
def test_companies_table(range_: str, current: Store, shared_data: Path) -> None:
    rows = current.metric("companies_table", asked(range_, **DEVSTATS)).to_pylist()
    ours = {row["company"]: row for row in rows}
    theirs: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    spellings: dict[str, set[str]] = defaultdict(set)
    for series, company, value in golden(shared_data, range_, "project_company_stats"):
        measure = COMPANY_MEASURES[series.removeprefix("hcom,")]
        theirs[name_of(company)][measure] += int(value)
        spellings[name_of(company)].add(company)
    for company, parts in MISSED.items():
        for measure in COMPANY_MEASURES.values():
            theirs[company][measure] = sum(theirs[part][measure] for part in parts if part in theirs)
        spellings[company] |= set(parts)
    for part in {part for parts in MISSED.values() for part in parts} - MISSED.keys():
        theirs.pop(part, None)
    assert len(theirs) > 100
    for company, measures in theirs.items():
        # Repositories of two spellings may be the same ones.
        shared = {"active_repositories"} if len(spellings[company]) > 1 else set()
        expected = {measure: number for measure, number in measures.items() if measure not in shared}
        assert {measure: ours.get(company, {}).get(measure, 0) for measure in expected} == expected, company
    # None is here that is not there; merged pull requests are no measure of theirs.
    at_work = {row["company"] for row in rows if any(row[measure] for measure in COMPANY_MEASURES.values())}
    assert at_work - {None} <= set(theirs)


@pytest.mark.parametrize("range_", RANGES)
def test_developers_table_of_all_and_of_every_group(range_: str, current: Store, shared_data: Path) -> None:
    """Every login and company; register 39: a login in two spellings is one person."""
    theirs: dict[str, dict[str, dict[tuple[str, str], int]]] = defaultdict(lambda: defaultdict(dict))
    for series, name, value in golden(shared_data, range_, "project_developer_stats"):
        measure, _, group = series.removeprefix("hdev_").partition(",")
        login, company = name.split("$$$")
        theirs[group.removesuffix("_All")][measure][login.lower(), name_of(company)] = int(value)
    assert len(theirs) > 25
    for group, measures in theirs.items():
        given = asked(range_, split_by="company", **DEVSTATS) | ({} if group == "All" else {"group": group})
        rows = current.metric("developers_table", given).to_pylist()
        for measure, people in measures.items():
            column = MEASURES.get(measure, measure)
            ours = {
                (row["login"].lower(), row["company"] if row["company"] != "SUSE" else "SUSE or Rancher"): row[column]
                for row in rows
                if row[column]
            }
            expected = {
                (login, "SUSE or Rancher" if company in MISSED["SUSE"] else company): number
                for (login, company), number in people.items()
            }
            assert {(login, company or ""): number for (login, company), number in ours.items()} == expected, (
                group,
                measure,
            )


@pytest.mark.parametrize("range_", RANGES)
@pytest.mark.parametrize("kind", ["company_activity", "company_activity_commits"])
def test_company_activity(range_: str, kind: str, current: Store, shared_data: Path) -> None:
    """Register 27: issues and pull requests are their events; both are asked for with reading := 'devstats'."""
    theirs: dict[str, dict[str, list[dict[str, float]]]] = defaultdict(lambda: defaultdict(list))
    with (shared_data / "devstats-golden" / range_ / f"{kind}.csv").open(encoding="utf-8") as file:
        columns, *rows = list(csv.reader(file))
    for series, *values in rows:
        company, _, group = series.split(";")[1].partition("`")
        numbers = dict(zip(columns[1:], map(float, values), strict=True))
        theirs["all" if group == "all" else group][name_of(company)].append(numbers)
    renamed = {"activity": "events", "authors": "active_people", "prs": "pull_requests"}
    assert len(theirs) > 10
    for group, companies in theirs.items():
        given = asked(range_, every="year", top=1000, **DEVSTATS) | ({} if group == "all" else {"group": group})
        ours = {row["company"]: row for row in current.metric("company_activity", given).to_pylist()}
        for company, parts in companies.items():
            if company in MISSED["SUSE"]:
                continue
            expected = {renamed.get(name, name): sum(part[name] for part in parts) for name in columns[1:]}
            found = ours.get(company)
            if found is None:
                # Only the companies with contributions are ranked; theirs have stars and forks alone.
                assert expected.get("contributions", 0) == 0, (group, company)
                continue
            assert {name: found[name] for name in expected} == expected, (group, company)


@pytest.mark.parametrize("range_", RANGES)
def test_companies_contributing(range_: str, current: Store, shared_data: Path) -> None:
    """Register 24: bots count there; 56: so do Independent and (Robots) as companies."""
    for series, companies, people, unknown in golden(shared_data, range_, "num_stats"):
        group = series.split(";")[1]
        given = asked(range_, every="year", who="all", **DEVSTATS) | ({} if group == "All" else {"group": group})
        row = current.metric("companies_contributing", given).to_pylist()[0]
        # VMware and VMware Inc. are two there, where both are at work.
        names = current.metric(
            "companies_table", asked(range_, who="all") | ({} if group == "All" else {"group": group})
        )
        at_work = {r["company"] for r in names.to_pylist() if r["contributions"] and r["rank"]}
        twice = "VMware" in at_work and bool({"Heptio", "Bitnami"} & at_work)
        assert row["companies"] + twice == int(companies), group
        assert (row["contributors"], row["unknown_contributors"]) == (int(people), int(unknown)), group


def test_contributors_and_companies_so_far(current: Store, shared_data: Path) -> None:
    """Independent is no company there either, but VMware is two, and so are SUSE and Rancher."""
    _, people, companies = golden(shared_data, RANGES[0], "contributors_and_orgs_count")[0]
    row = current.metric("companies_contributing", asked(RANGES[0], every="year", **DEVSTATS)).to_pylist()[0]
    assert (row["contributors_so_far"], row["companies_so_far"] + 2) == (int(people), int(companies))


@pytest.mark.parametrize("range_", RANGES)
def test_pull_requests_by_company(range_: str, current: Store, shared_data: Path) -> None:
    theirs: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for series, company, number in golden(shared_data, range_, "hist_pr_companies"):
        theirs[series.removeprefix("hpr_comps,")][name_of(company)] += int(number)
    for group, companies in theirs.items():
        given = asked(range_, acquisitions="always") | ({} if group == "All" else {"group": group})
        rows = current.metric("pull_requests_by_company", given).to_pylist()
        assert {row["company"]: row["opened"] for row in rows if row["company"]} == companies, group


@pytest.mark.parametrize("range_", RANGES)
def test_absence_and_elephant_factors(range_: str, current: Store, shared_data: Path) -> None:
    """Register 28: contributions there have stars and forks among them, and are left out here; ties are arbitrary."""
    theirs: dict[tuple[str, str], dict[str, tuple[int, float]]] = defaultdict(dict)
    for series, text, factor in golden(shared_data, range_, "bus_factor"):
        kind, _, measure = series.removeprefix("hbus,").partition("_")
        group, share, *_ = text.split("$$")
        # Repositories of a company in two spellings may be the same ones.
        if measure != "contributions" and (kind, measure) != ("org", "active_repos"):
            theirs[kind, group][MEASURES.get(measure, measure)] = (int(factor), float(share))
    assert len(theirs) > 40
    for (kind, group), measures in theirs.items():
        name = "elephant_factor" if kind == "org" else "contributor_absence_factor"
        given = asked(range_, reading="devstats") | ({} if group == "All" else {"group": group})
        given |= {"acquisitions": "always"} if kind == "org" else {}
        ours = {row["measure"]: row for row in current.metric(name, given).to_pylist()}
        for measure, (factor, share) in measures.items():
            assert ours[measure]["factor"] == factor, (kind, group, measure)
            # Theirs are estimates from about 160 on (register 2), and a share is of a sum of such.
            assert ours[measure]["share"] * 100 == pytest.approx(share, abs=1.5), (kind, group, measure)


@pytest.mark.parametrize("range_", RANGES)
def test_projects_of_companies(range_: str, current: Store, shared_data: Path) -> None:
    """Every company, and the busiest in each group; register 28: contributions there have stars and forks in them."""
    theirs: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for series, group, number in golden(shared_data, range_, "company_contribution_counts"):
        measure = next(name for name in COUNTED if series.endswith(f"_{name}"))
        company = series.removeprefix("hcom_contrib,").removesuffix(f"_{measure}")
        theirs[company, group][measure] = int(number)
    busiest = sorted(theirs, key=lambda key: -theirs[key].get("events", 0))[:120]
    merged = {*NAMES, *NAMES.values(), *MISSED["SUSE"]}
    ours: dict[tuple[str, str], dict[str, int]] = {}
    for company, group in {*busiest, *(key for key in theirs if key[1] == "All")}:
        if company not in merged:
            given = asked(range_, company=company, **DEVSTATS) | ({} if group == "All" else {"group": group})
            ours[company, group] = current.metric("company_projects", given).to_pylist()[0]
    assert len(ours) > 100
    for key, row in ours.items():
        row["contributions"] += row["stars"] + row["forks"]
        expected = {MEASURES.get(measure, measure): number for measure, number in theirs[key].items()}
        # Theirs are estimates from about 160 on (register 2).
        for measure, number in expected.items():
            assert row[measure] == (pytest.approx(number, rel=0.05) if number > 150 else number), (key, measure)


def test_commits_of_companies(current: Store, shared_data: Path) -> None:
    """Each company, login, repository and commit; theirs once for each group."""
    theirs = set()
    for _, moment, _, text in golden(shared_data, RANGES[0], "company_commits_data"):
        company, _, person, repository, sha, *_ = text.split("$$$")
        login = person.partition(" (")[0]
        theirs.add((moment, name_of(company), login.lower(), repository, sha))
    rows = current.metric("company_commits", asked(RANGES[0], **DEVSTATS)).to_pylist()
    ours = {
        (str(row["committed_at"]), row["company"], row["login"].lower(), row["repository"], row["sha"]) for row in rows
    }
    assert ours == theirs
