"""What DevStats' Kubernetes set has in common with the shared one, by SIG, and its twins by repository."""

from functools import cache, partial

from tests.conftest import SHARED
from tests.devstats import activity, companies, cube, flow, imported, issues, people
from tests.devstats.harness import KUBERNETES, Difference, Rows, World, by_repository, case

HERE = {"folders": [KUBERNETES]}
KINDS = ["All", "api-change", "bug", "feature", "design", "cleanup", "documentation", "flake", "kep"]


@cache
def _otherwise() -> tuple[frozenset[str], frozenset[str]]:
    logins, names = imported.imported_otherwise(SHARED)
    return logins, frozenset(map(companies.name_of, names))


def of_imports(difference: Difference) -> int | None:
    """Nine people have another employer here: the entries of the file that the importer takes vary (register 53)."""
    text = "|".join(difference.row)
    return 53 if any(name in text for names in _otherwise() for name in names) else companies.overlap(difference)


case("activity_repo_groups", **HERE)(activity.activity_repo_groups)
case("commits_repo_groups", **HERE)(activity.commits_repo_groups)
case("repo_comments", **HERE)(activity.repo_comments)
case("repo_commenters", because=13, **HERE)(activity.repo_commenters)
case("hist_commenters", keys=2, **HERE)(activity.hist_commenters)
case("prs_merged_groups", **HERE)(flow.prs_merged_groups)
case("prs_authors", **HERE)(flow.prs_authors)
case("prs_authors_repos", **HERE)(by_repository(flow.prs_authors))
case("hist_pr_authors", keys=2, **HERE)(flow.hist_pr_authors)
case("prs_state", because=22, **HERE)(flow.prs_state)
case("prs_state_repos", because=22, **HERE)(by_repository(flow.prs_state))
case("new_contributors_data", theirs=flow.first_merges_there, **HERE)(flow.new_contributors_data)
case("new_contributors_data_repos", theirs=flow.first_merges_there, **HERE)(by_repository(flow.new_contributors_data))
case("time_to_first_comment", because=18, **HERE)(issues.time_to_first_comment)
case("time_to_assign_issue", because=18, **HERE)(issues.time_to_assign_issue)
case("time_to_assign_pr", because=18, **HERE)(issues.time_to_assign_pr)
case("user_activity", **HERE)(people.user_activity)
case("user_activity_commits", because=people.not_among_the_top, **HERE)(people.user_activity_commits)
case("user_activity_issues", because=people.without_opening, **HERE)(people.user_activity_issues)
case("user_activity_prs", because=people.without_opening, **HERE)(people.user_activity_prs)

for name, answer in {
    "new_issues": issues.new_issues,
    "episodic_issues": issues.episodic_issues,
    "new_contributors": issues.new_contributors,
    "episodic_contributors": issues.episodic_contributors,
}.items():
    case(name, **HERE)(answer)
    case(f"{name}_repos", **HERE)(by_repository(answer))


@case("project_stats", keys=2, **HERE)
def project_stats(world: World) -> Rows:
    """Without the number of groups; stars have another word in the twin."""
    stars = "Stargazers" if world.of_repositories else "Stargazers/Watchers"
    return {
        (series, name.replace("Stargazers/Watchers", stars)): number
        for (series, name), number in activity.project_stats(world).items()
        if name not in ("Projects/Repository groups", "Countries")
    }


case("project_stats_repos", keys=2, **HERE)(by_repository(project_stats))

case("hist_pr_companies", theirs=companies.company_table_there, because=of_imports, **HERE)(companies.hist_pr_companies)
for name, answer in {
    "company_activity": companies.company_activity,
    "company_activity_commits": companies.company_activity_commits,
}.items():
    there = {"theirs": companies.series_there, "because": of_imports}
    case(name, **there, **HERE)(answer)
    case(f"{name}_repos", **there, **HERE)(by_repository(answer))


def of_chart(difference: Difference) -> int | None:
    """What the chart calls events are the contributions there."""
    return 30 if difference.row[0].startswith("events_") else of_imports(difference)


for name, answer in {"contributors": cube.contributors, "committers": cube.committers}.items():
    there = {"theirs": cube.chart_there, "because": of_chart}
    case(name, **there, **HERE)(answer)
    case(f"{name}_repos", **there, **HERE)(by_repository(answer))

# The smallest number that a developer has in DevStats' table of all repositories.
THRESHOLDS = {
    "events": 200,
    "active_repos": 3,
    "contributions": 30,
    "commit_comments": 10,
    "comments": 20,
    "reviews": 15,
    "issue_comments": 20,
    "review_comments": 20,
}


def of_developers(difference: Difference) -> int | None:
    """Few do enough for the table of all repositories; two is enough for what has no other threshold."""
    if (found := of_imports(difference)) is not None:
        return found
    measure, group, *_ = difference.row
    is_few = group == "All" and (difference.ours or 0) < THRESHOLDS.get(measure, 2)
    return 11 if is_few and difference.theirs is None else None


case("project_developer_stats", theirs=cube.developers_there, because=of_developers, **HERE)(
    cube.project_developer_stats
)
case("project_developer_stats_repos", theirs=cube.developers_there, because=of_developers, **HERE)(
    by_repository(cube.project_developer_stats)
)


def of_companies(difference: Difference) -> int | None:
    """VMware counts twice in the website's repository there (register 37); all else is people's other employers."""
    is_website = any(name in difference.row[0] for name in ("SIG Docs", "kubernetes/kubernetes.github.io"))
    return 37 if is_website and difference.column == 0 else 53


@case("num_stats", because=of_companies, **HERE)
def num_stats(world: World) -> Rows:
    """Without bots; the self-employed are a company there (register 56)."""
    asked = companies.DEVSTATS
    rows = {group: world.one("companies_contributing", **asked, group=group) for group in world.groups()}
    return {
        (f"nstats;{group};comps,devs,unks",): [row["companies"], row["contributors"], row["unknown_contributors"]]
        for group, row in rows.items()
    }


case("num_stats_repos", because=of_companies, **HERE)(by_repository(num_stats))


@case("company_commits_data", theirs=companies.company_commits_there, because=of_imports, **HERE)
def company_commits_data(world: World) -> Rows:
    """Who wrote it, not who pushed it."""
    return {
        (str(row["committed_at"]), row["company"], row["login"].lower(), row["repository"], row["sha"]): 1
        for row in world.ask("company_commits", **companies.DEVSTATS)
        if row["is_author"]
    }


def _by_kind(world: World, metric: str, series: str, columns: list[str], **more: str) -> Rows:
    return {
        (series.format(group, kind),): [row[column] for column in columns]
        for group in world.groups()
        for kind in KINDS
        for row in world.ask(metric, every="year", of_kind=kind.replace("All", "all"), group=group, **more)
    }


engagement = partial(
    _by_kind,
    metric="pr_time_to_engagement",
    series="non_auth;{},{};p15,med,p85",
    columns=["p15_hours", "median_hours", "p85_hours"],
)
case("first_non_author_activity", because=18, **HERE)(engagement)
case("first_non_author_activity_repos", because=18, **HERE)(by_repository(engagement))

# There those closed without a merge are among them, and get older for ever.
ages = partial(
    _by_kind,
    metric="pr_age",
    series="prs_age;{},{};n,m",
    columns=["n", "median_hours"],
    who="all",
    reading="devstats",
)
case("prs_age", because=23, **HERE)(ages)
case("prs_age_repos", because=23, **HERE)(by_repository(ages))
