"""Pull requests: opened, merged, by whom. Series are `prefix,group`; people stand in a column of their own."""

import re

from tests.devstats.harness import SHARED_RANGES, Difference, Rows, World, case


@case("all_prs_merged", keys=0, folders=SHARED_RANGES)
def all_prs_merged(world: World) -> Rows:
    return {(): world.one("pull_requests_opened_and_merged", who="all")["merged"]}


@case("prs_merged_groups", folders=SHARED_RANGES)
def prs_merged_groups(world: World) -> Rows:
    return {
        (f"grp_pr_merg,{group}",): world.one("pull_requests_opened_and_merged", who="all", group=group)["merged"]
        for group in world.groups()
        if group != "All"
    }


@case("new_prs", folders=SHARED_RANGES)
def new_prs(world: World) -> Rows:
    return {
        (f"{prefix},{group}",): world.one("pull_requests_opened_and_merged", who=who, group=group)["opened"]
        for group in world.groups()
        for prefix, who in (("new_prs", "humans"), ("new_prs_bots", "all"))
    }


@case("prs_authors", folders=SHARED_RANGES)
def prs_authors(world: World) -> Rows:
    return {
        (f"pr_auth,{group}",): world.one("contribution_measures", measured="pull_requests", group=group)["people"]
        for group in world.groups()
    }


@case("opened_to_merged", folders=SHARED_RANGES)
def opened_to_merged(world: World) -> Rows:
    rows = {group: world.one("pr_time_to_merge", who="all", group=group) for group in world.groups()}
    return {
        (f"open2merge;{group};p15,med,p85",): [row["p15_hours"], row["median_hours"], row["p85_hours"]]
        for group, row in rows.items()
    }


@case("time_metrics", folders=SHARED_RANGES)
def time_metrics(world: World) -> Rows:
    rows = {group: world.one("pr_time_to_merge", who="all", group=group) for group in world.groups()}
    return {(f"tmet;{group};med,p85",): [row["median_hours"], row["p85_hours"]] for group, row in rows.items()}


@case("pr_comments", folders=SHARED_RANGES)
def pr_comments(world: World) -> Rows:
    row = world.one("pr_comments", who="all", reading="devstats")
    series = "pr_comms_med,pr_comms_p85,pr_comms_p95"
    return {(series,): [row["median_comments"], row["p85_comments"], row["p95_comments"]]}


def of_ages(difference: Difference) -> int | None:
    """Open ones get older until their age is computed; the number of pull requests is the same."""
    return 23 if difference.column == 1 else None


@case("prs_age", because=of_ages, folders=SHARED_RANGES)
def prs_age(world: World) -> Rows:
    rows = {group: world.one("pr_age", who="all", reading="devstats", group=group) for group in world.groups()}
    return {(f"prs_age;{group};n,m",): [row["n"], row["median_hours"]] for group, row in rows.items()}


@case("prs_state", because=22, folders=SHARED_RANGES)
def prs_state(world: World) -> Rows:
    """There: of all that was touched in the range; approved is what was merged after any comment."""
    rows = {group: world.one("pr_approvals", who="all", group=group) for group in world.groups()}
    prefix = "pr_repappr" if world.of_repositories else "pr_appr"
    return {
        (f"{prefix};{group};appr,wait",): [row["approved"], row["awaiting"]]
        for group, row in rows.items()
        if world.is_kubernetes_set or "/" in group or group == "All"
    }


@case("first_non_author_activity", because=18, folders=SHARED_RANGES)
def first_non_author_activity(world: World) -> Rows:
    rows = {group: world.one("pr_time_to_engagement", group=group) for group in world.groups()}
    return {
        (f"non_auth;{group};p15,med,p85",): [row["p15_hours"], row["median_hours"], row["p85_hours"]]
        for group, row in rows.items()
    }


@case("hist_pr_authors", keys=2, folders=SHARED_RANGES)
def hist_pr_authors(world: World) -> Rows:
    return {
        (f"hpr_auth,{group}", row["login"]): row["opened"]
        for group in world.groups()
        for row in world.ask("pr_authors", group=group)
    }


@case("hist_pr_mergers", keys=2, folders=SHARED_RANGES)
def hist_pr_mergers(world: World) -> Rows:
    """DevStats marks bots among the mergers."""
    bots = {row["login"] for row in world.ask("pr_mergers", who="bots")}
    return {
        (f"hpr_mergers,{group}", f"*bot: {row['login']} *" if row["login"] in bots else row["login"]): row["merged"]
        for group in world.groups()
        for row in world.ask("pr_mergers", who="all", group=group)
    }


def first_merges_there(lines: list[list[str]]) -> Rows:
    """Series, login and time, which stand as "Name (login)" beside a number that means nothing."""
    rows: Rows = {}
    for series, merged_at, _, text in lines:
        login = re.search(r"\(([^()]+)\)$", text)
        rows[series, login[1] if login else text, merged_at] = 1
    return rows


@case("new_contributors_data", theirs=first_merges_there, folders=SHARED_RANGES)
def new_contributors_data(world: World) -> Rows:
    """A group has those whose first merge of all was in one of its repositories."""
    places: dict[str, list[str]] = {}
    for row in world.ask("repository_groups"):
        places.setdefault(row["repository"], ["All"]).append(row["group_name"])
    known = world.groups()
    return {
        (f"ncd,{group}", row["login"], str(row["first_merged_at"])): 1
        for row in world.ask("first_merges")
        for group in places[row["repository"]]
        if group in known
    }
