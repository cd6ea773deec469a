"""Companies: tables, series, commits. Series bring group and company packed.

DevStats gives work before an acquisition to the buyer (register 37), under names that no file of affiliations has, and
names that differ in the legal form only are different companies there: such parts are added up before comparing.
"""

from collections import defaultdict

from tests.devstats.harness import SHARED_RANGES, Difference, Rows, World, case

DEVSTATS = {"reading": "devstats", "acquisitions": "always"}
# What DevStats calls companies that have another name here. SUSE bought Rancher under a spelling that its list lacks.
NAMES = {"VMware Inc.": "VMware", "NetApp Inc": "NetApp", "Kubermatic GmbH": "Kubermatic", "Rancher": "SUSE"}
SEVERAL = {*NAMES, *NAMES.values()}
TABLE = {
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
    "PR reviewers": "reviewers",
    "PR reviews": "reviews",
    "PRs": "pull_requests",
    "Pushers": "pushers",
    "Repositories": "active_repositories",
    "Watchers": "stargazers",
}
# Their words for measures that have other names here.
MEASURES = {"active_repos": "active_repositories", "prs": "pull_requests", "merged_prs": "merged_pull_requests"}
THEIR_WORDS = {ours: theirs for theirs, ours in MEASURES.items()}


def name_of(company: str) -> str:
    """A company of DevStats by the name it has here."""
    return NAMES.get(company, company)


def added(rows: list[tuple[tuple[str, ...], list[float]]]) -> Rows:
    """Numbers of rows with the same texts, added up place by place."""
    sums: dict[tuple[str, ...], list[float]] = {}
    for row, numbers in rows:
        sums[row] = [a + b for a, b in zip(sums.get(row, [0.0] * len(numbers)), numbers, strict=True)]
    return sums


def overlap(difference: Difference) -> int | None:
    """The parts of a company that has two names there may have repositories and people in common."""
    is_merged = any(name in text for text in difference.row for name in SEVERAL)
    return 37 if is_merged and (difference.theirs or 0) > (difference.ours or 0) else None


def company_table_there(lines: list[list[str]]) -> Rows:
    """Series and company, by its name here."""
    return added([((series, name_of(company)), [float(value)]) for series, company, value in lines])


@case("project_company_stats", theirs=company_table_there, because=overlap, folders=SHARED_RANGES)
def project_company_stats(world: World) -> Rows:
    rows = world.ask("companies_table", **DEVSTATS)
    return {
        (f"hcom,{measure}", row["company"]): row[column]
        for row in rows
        if row["company"]
        for measure, column in TABLE.items()
    }


@case("hist_pr_companies", theirs=company_table_there, folders=SHARED_RANGES)
def hist_pr_companies(world: World) -> Rows:
    return {
        (f"hpr_comps,{group}", row["company"]): row["opened"]
        for group in world.groups()
        for row in world.ask("pull_requests_by_company", acquisitions="always", group=group)
        if row["company"]
    }


def series_there(lines: list[list[str]]) -> Rows:
    """Series `company;name`group;fields` and their numbers."""
    return added([((_renamed(line[0]),), [float(cell) for cell in line[1:]]) for line in lines])


def _renamed(series: str) -> str:
    prefix, rest, fields = series.split(";")
    company, _, group = rest.partition("`")
    return f"{prefix};{name_of(company)}`{group};{fields}"


ACTIVITY = {
    "activity": "events",
    "authors": "active_people",
    "issues": "issues",
    "prs": "pull_requests",
    "pushers": "pushers",
    "pushes": "pushes",
    "comments": "comments",
    "reviews": "reviews",
    "contributions": "contributions",
    "contributors": "contributors",
}


@case("company_activity", theirs=series_there, because=overlap, folders=SHARED_RANGES)
def company_activity(world: World) -> Rows:
    """Issues and pull requests are their events there (register 27), and here with reading := 'devstats'."""
    fields = world.fields("activity,authors,issues,prs,pushers,pushes,comments,reviews,contributions,contributors")
    return _company_series(world, [ACTIVITY[field] for field in fields.split(",")], fields)


@case("company_activity_commits", theirs=series_there, because=overlap, folders=SHARED_RANGES)
def company_activity_commits(world: World) -> Rows:
    return _company_series(world, ["committers", "commits"], "committers,commits")


def _company_series(world: World, columns: list[str], fields: str) -> Rows:
    return {
        (f"company;{row['company']}`{'all' if group == 'All' else group};{fields}",): [row[name] for name in columns]
        for group in world.groups()
        for row in world.ask("company_activity", every="year", top=1000, **DEVSTATS, group=group)
    }


@case("num_stats", because=37, folders=SHARED_RANGES)
def num_stats(world: World) -> Rows:
    """Bots and the self-employed count there (register 24, 56), and VMware twice, as it bought Heptio under another name."""
    rows = {g: world.one("companies_contributing", who="all", **DEVSTATS, group=g) for g in world.groups()}
    return {
        (f"nstats;{group};comps,devs,unks",): [row["companies"], row["contributors"], row["unknown_contributors"]]
        for group, row in rows.items()
    }


@case("contributors_and_orgs_count", because=37, folders=SHARED_RANGES)
def contributors_and_orgs_count(world: World) -> Rows:
    """Everything up to the end of the range, whatever its beginning."""
    row = world.one("companies_contributing", **DEVSTATS)
    return {("contributors,organizations",): [row["contributors_so_far"], row["companies_so_far"]]}


def company_commits_there(lines: list[list[str]]) -> Rows:
    """Time, company, login, repository and commit; theirs stand once for each group."""
    rows: Rows = {}
    for _, moment, _, text in lines:
        company, _, person, repository, sha, *_ = text.split("$$$")
        login = person.partition(" (")[0]
        rows[moment, name_of(company), login.lower(), repository, sha] = 1
    return rows


@case("company_commits_data", theirs=company_commits_there, folders=SHARED_RANGES)
def company_commits_data(world: World) -> Rows:
    return {
        (str(row["committed_at"]), row["company"], row["login"].lower(), row["repository"], row["sha"]): 1
        for row in world.ask("company_commits", **DEVSTATS)
    }


def contribution_counts_there(lines: list[list[str]]) -> Rows:
    """Measure, company and group."""
    rows = []
    for series, group, number in lines:
        text = series.removeprefix("hcom_contrib,")
        measure = next(name for name in _COUNTED if text.endswith(f"_{name}"))
        rows.append(((measure, name_of(text.removesuffix(f"_{measure}")), group), [float(number)]))
    return added(rows)


# Those whose end is another's name first.
_COUNTED = [
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
    "contributions",
    "reviews",
    "events",
]


def estimated(difference: Difference) -> int | None:
    """DevStats estimates numbers from about 160 on."""
    if (found := overlap(difference)) is not None:
        return found
    theirs, ours = difference.theirs or 0, difference.ours or 0
    return 2 if ours > 150 and abs(theirs - ours) < 0.06 * ours else None


@case("company_contribution_counts", theirs=contribution_counts_there, because=estimated, folders=SHARED_RANGES)
def company_contribution_counts(world: World) -> Rows:
    """Stars and forks are contributions there (register 28), and are added here."""
    counted: dict[tuple[str, str, str], int] = defaultdict(int)
    for group in world.groups():
        rows = world.ask("contribution_measures", every="year", split_by="company", **DEVSTATS, group=group)
        for row in rows:
            measure = "contributions" if row["measure"] in ("stars", "forks") else row["measure"]
            if row["company"]:
                counted[THEIR_WORDS.get(measure, measure), row["company"], group] += row["number"]
    return dict(counted)
