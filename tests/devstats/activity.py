"""Activity, comments, reviews, stars, and the table of all figures. Series are `prefix,group`."""

from tests.devstats.harness import SHARED_RANGES, Rows, World, case

# DevStats' names in its table of all figures that are not ours in other letters.
STATISTICS = {
    "code_committers": "Code committers",
    "prs": "PRs",
    "pr_creators": "PR creators",
    "pr_reviews": "PR reviews",
    "pr_reviewers": "PR reviewers",
    "pr_review_commenters": "PR review commenters",
    "projects_repository_groups": "Projects/Repository groups",
    "stargazers_watchers": "Stargazers/Watchers",
}


@case("activity_repo_groups", folders=SHARED_RANGES)
def activity_repo_groups(world: World) -> Rows:
    return {
        (f"act,{group}",): world.one("activity", group=group)["events"] for group in world.groups() if group != "All"
    }


@case("commits_repo_groups", folders=SHARED_RANGES)
def commits_repo_groups(world: World) -> Rows:
    return {
        (f"commits,{group}",): world.one("commits", reading="devstats", group=group)["commits"]
        for group in world.groups()
        if group != "All"
    }


@case("event_types", folders=SHARED_RANGES)
def event_types(world: World) -> Rows:
    rows = world.ask("events_by_type", every="year", who="all")
    return {(f"event_types,{row['type']}",): row["events"] for row in rows}


@case("events", keys=0, folders=SHARED_RANGES)
def events(world: World) -> Rows:
    return {(): world.one("activity", who="all")["events"]}


@case("repo_comments", folders=SHARED_RANGES)
def repo_comments(world: World) -> Rows:
    return {(f"rcomments,{group}",): world.one("comments", group=group)["comments"] for group in world.groups()}


@case("repo_commenters", because=13, folders=SHARED_RANGES)
def repo_commenters(world: World) -> Rows:
    return {(f"rcommenters,{group}",): world.one("comments", group=group)["commenters"] for group in world.groups()}


@case("hist_commenters", keys=2, folders=SHARED_RANGES)
def hist_commenters(world: World) -> Rows:
    return {
        (f"htop_commenters,{group}", row["login"]): row["comments"]
        for group in world.groups()
        for row in world.ask("commenters", group=group)
    }


@case("project_stats", keys=2, folders=SHARED_RANGES)
def project_stats(world: World) -> Rows:
    """The number of groups is told of all repositories only."""
    return {
        (f"pstat,{group}", STATISTICS.get(name, name.replace("_", " ").capitalize())): row["value"]
        for group in world.groups()
        for row in world.ask("project_statistics", group=group)
        if (name := row["statistic"]) != "projects_repository_groups" or group == "All"
    }


@case("watchers", because=19, folders=SHARED_RANGES)
def watchers(world: World) -> Rows:
    """There it is the greatest of each number in the range, of those repositories that some objects brought along."""
    return {(f"watch;{group};watch,forks,opiss",): _totals(world, group) for group in world.groups() if "/" in group}


@case("watchers_by_alias", because=19, folders=SHARED_RANGES)
def watchers_by_alias(world: World) -> Rows:
    """There a sight is dated by the repository's own last update, so that figures seen after the range's end are in it."""
    rows = {(f"watch;{group};watch,forks,opiss",): _totals(world, group) for group in world.groups() if "/" in group}
    return rows | {("allwatch;all;watch,forks,opiss",): _totals(world, "All")}


def _totals(world: World, group: str) -> list[int]:
    row = world.one("stars_and_forks", group=group)
    return [row["total_stars"], row["total_forks"], row["total_open_issues"]]


@case("doc_committers", folders=SHARED_RANGES)
def doc_committers(world: World) -> Rows:
    """No clone was fetched, so that neither side knows a path: 0 there, nothing here."""
    row = world.one("documentation_committers", reading="devstats")
    return {("docstats;All;comps,devs",): [row["companies"], row["committers"]]}


@case("doc_committers_hist", keys=2, folders=SHARED_RANGES)
def doc_committers_hist(world: World) -> Rows:
    row = world.one("documentation_committers", reading="devstats")
    return {
        ("hcom,Documentation commits", "All"): row["commits"],
        ("hcom,Documentation committers", "All"): row["committers"],
    }
