"""The contributions chart and the developer tables: measure by group, company and person."""

from tests.devstats.companies import DEVSTATS, THEIR_WORDS, added, name_of, overlap
from tests.devstats.harness import SHARED_RANGES, Difference, Rows, World, case

# Everybody, and each part by company; DevStats' output has no country, as its test database knows none.
ALL = "All_All"


def chart_there(lines: list[list[str]]) -> Rows:
    """Series `cs;measure_group_country_company;evs,acts`, the company by its name here."""
    rows = []
    for series, things, people in lines:
        rest, _, company = series.split(";")[1].rpartition("_All_")
        rows.append(((f"{rest}_All_{name_of(company)}",), [float(things), float(people)]))
    return added(rows)


@case("contributors", theirs=chart_there, because=overlap, folders=SHARED_RANGES)
def contributors(world: World) -> Rows:
    return {
        row: numbers
        for row, numbers in _chart(world).items()
        if not row[0].startswith(("commits_", "active_repos_", "stars_", "forks_"))
    }


@case("committers", theirs=chart_there, because=overlap, folders=SHARED_RANGES)
def committers(world: World) -> Rows:
    return {row: numbers for row, numbers in _chart(world).items() if row[0].startswith("commits_")}


def _chart(world: World) -> Rows:
    rows: Rows = {}
    for group in world.groups():
        for split_by in ("nothing", "company"):
            for row in world.ask("contribution_measures", every="year", split_by=split_by, **DEVSTATS, group=group):
                company = row["company"] if split_by == "company" else "All"
                measure = THEIR_WORDS.get(row["measure"], row["measure"])
                if company:
                    rows[(f"{measure}_{group}_All_{company}",)] = [row["number"], row["people"]]
    return rows


def developers_there(lines: list[list[str]]) -> Rows:
    """Measure, group, login in lower case (register 39) and company."""
    rows = []
    for series, name, value in lines:
        measure, _, group = series.removeprefix("hdev_").partition(",")
        login, company = name.split("$$$")
        rows.append(((measure, group.removesuffix("_All"), login.lower(), name_of(company)), [float(value)]))
    return added(rows)


@case("project_developer_stats", theirs=developers_there, because=overlap, folders=SHARED_RANGES)
def project_developer_stats(world: World) -> Rows:
    columns = ["contributions", "commits", "pushes", "issues", "pull_requests", "merged_pull_requests", "reviews"]
    columns += ["comments", "issue_comments", "review_comments", "commit_comments", "events", "active_repositories"]
    return {
        (THEIR_WORDS.get(column, column), group, row["login"].lower(), row["company"] or ""): row[column]
        for group in world.groups()
        for row in world.ask("developers_table", split_by="company", **DEVSTATS, group=group)
        for column in columns
    }


def factors_there(lines: list[list[str]]) -> Rows:
    """Kind, measure and group: factor, share, number and share of the others, share of the ten largest; in percent."""
    rows: Rows = {}
    for series, text, factor in lines:
        kind, _, measure = series.removeprefix("hbus,").partition("_")
        group, share, _, others, share_of_others, _, top_ten_share, *_ = text.split("$$")
        numbers = [factor, share, others, share_of_others, top_ten_share]
        rows[kind, measure, group] = [round(float(number), 2) for number in numbers]
    return rows


# Where VMware is at work under both of its names there, and so is one company more (register 37).
TWICE = {"All", "kubernetes", "kubernetes/kubernetes", "kubernetes/kubernetes.github.io"}


def of_factors(difference: Difference) -> int | None:
    """Contributions have stars and forks in them there; shares are of estimates from about 160 on."""
    kind, measure, group = difference.row
    if measure == "contributions":
        return 28
    if kind == "usr":
        return None
    if group in TWICE:
        return 37
    is_share = difference.column in (1, 3, 4)
    return 2 if is_share and abs((difference.theirs or 0) - (difference.ours or 0)) < 1 else None


@case("bus_factor", theirs=factors_there, because=of_factors, folders=SHARED_RANGES)
def bus_factor(world: World) -> Rows:
    rows: Rows = {}
    for group in world.groups():
        people = world.ask("contributor_absence_factor", reading="devstats", group=group)
        companies = world.ask("elephant_factor", **DEVSTATS, group=group)
        for kind, found in (("usr", people), ("org", companies)):
            for row in found:
                share, top_ten = round(100 * row["share"], 2), round(100 * row["top_ten_share"], 2)
                measure = THEIR_WORDS.get(row["measure"], row["measure"])
                rows[kind, measure, group] = [row["factor"], share, row["others"], round(100 - share, 2), top_ten]
    return rows
