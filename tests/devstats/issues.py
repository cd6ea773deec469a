"""Issues, and who opens issues and pull requests for the first time. Series are `prefix;group;fields`."""

from tests.devstats.harness import SHARED_RANGES, Difference, Rows, World, case


@case("issues_opened", folders=SHARED_RANGES)
def issues_opened(world: World) -> Rows:
    return _moments(world, "opened", ["opened"])


@case("issues_closed", folders=SHARED_RANGES)
def issues_closed(world: World) -> Rows:
    return _moments(world, "closed", ["merged", "closed_unmerged"])


def _moments(world: World, what: str, of_pulls: list[str]) -> Rows:
    rows: Rows = {}
    for group in world.groups():
        issues = world.one("issues_opened_and_closed", who="all", group=group)
        pulls = world.one("pull_requests_opened_and_merged", who="all", group=group)
        rows[(f"i{what},{group}",)] = issues[what]
        rows[(f"pr{what},{group}",)] = sum(pulls[column] for column in of_pulls)
    return rows


def of_newcomers(difference: Difference) -> int | None:
    return 25


@case("new_issues", because=of_newcomers, folders=SHARED_RANGES)
def new_issues(world: World) -> Rows:
    return _newcomers(world, "new_iss;{};contrib,iss", "issues", "new")


@case("episodic_issues", because=of_newcomers, folders=SHARED_RANGES)
def episodic_issues(world: World) -> Rows:
    return _newcomers(world, "epis_iss;{};contrib,iss", "issues", "episodic")


@case("new_contributors", because=of_newcomers, folders=SHARED_RANGES)
def new_contributors(world: World) -> Rows:
    return _newcomers(world, "new_contrib;{};contrib,prs", "pull_requests", "new")


@case("episodic_contributors", because=of_newcomers, folders=SHARED_RANGES)
def episodic_contributors(world: World) -> Rows:
    return _newcomers(world, "epis_contrib;{};contrib,prs", "pull_requests", "episodic")


def _newcomers(world: World, series: str, what: str, kind: str) -> Rows:
    rows = {g: world.one("newcomers", who="all", of_what=what, reading="devstats", group=g) for g in world.groups()}
    return {(series.format(group),): [row[f"{kind}_authors"], row[f"items_of_{kind}"]] for group, row in rows.items()}


@case("issues_age", because=17, folders=SHARED_RANGES)
def issues_age(world: World) -> Rows:
    """Of all, and by priority, with P0 to P3 in capitals as the labels have them. There a priority that was set after
    the range does not count.
    """
    rows: Rows = {}
    for group in world.groups():
        for split_by in ("all", "priority"):
            for row in world.ask("issue_age_by_label", split_by=split_by, every="year", who="all", group=group):
                priority = row["part"].upper() if len(row["part"]) == 2 else row["part"]
                if row["n"]:
                    rows[(f"iage;{group}_{priority};n,m",)] = [row["n"], row["median_hours"]]
    return rows


@case("time_to_first_comment", because=18, folders=SHARED_RANGES)
def time_to_first_comment(world: World) -> Rows:
    """There a comment has the time of the issue's update that it caused, which may be a second later."""
    return _percentiles(world, "firstcomment", "time_to_first_response", answered_by="comments", reading="devstats")


@case("time_between_comments", folders=SHARED_RANGES)
def time_between_comments(world: World) -> Rows:
    return _percentiles(world, "avgcommentdist", "time_between_comments", reading="devstats")


@case("time_to_assign_issue", because=18, folders=SHARED_RANGES)
def time_to_assign_issue(world: World) -> Rows:
    """There the time is that of the first event by anybody but the author that shows an assignee, not the assignment's."""
    return _percentiles(world, "iassign", "time_to_assignment")


@case("time_to_assign_pr", because=18, folders=SHARED_RANGES)
def time_to_assign_pr(world: World) -> Rows:
    return _percentiles(world, "prassign", "time_to_assignment", of_what="pull_requests")


def _percentiles(world: World, series: str, metric: str, who: str = "all", **more: str) -> Rows:
    rows = {group: world.one(metric, who=who, group=group, **more) for group in world.groups()}
    return {
        (f"{series};{group};p15,med,p85",): [row["p15_hours"], row["median_hours"], row["p85_hours"]]
        for group, row in rows.items()
    }
