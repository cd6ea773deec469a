"""Reviews, approvals, commands, mentions, and what GitHub counts, in DevStats' Kubernetes set."""

from collections import defaultdict
from dataclasses import replace
from functools import partial

from tests.devstats import people
from tests.devstats.companies import added, name_of
from tests.devstats.harness import KUBERNETES, Difference, Rows, World, by_repository, case
from tests.devstats.kubernetes_shared import of_imports
from tests.devstats.kubernetes_sigs import places

HERE = {"folders": [KUBERNETES]}
DEVSTATS = {"reading": "devstats", "acquisitions": "always"}


def _reviewers(world: World, group: str) -> list[dict[str, float]]:
    return world.ask("reviewers_and_approvers", split_by="company", **DEVSTATS, group=group)


def _bots(world: World) -> set[str]:
    """Labels that bots set count there, but not in every table (register 44)."""
    found = world.store.query("SELECT login FROM core.people WHERE kind <> 'human'")
    return set(found.column("login").to_pylist())


def of_chart(difference: Difference) -> int | None:
    """Three labels that bots set in test-infra are not among theirs of all (register 44); people are the same."""
    of_bots = ("_All_All_All;", "_SIG Testing_All_All;", "_kubernetes/test-infra_All_All;")
    return of_imports(difference) or (44 if any(part in difference.row[0] for part in of_bots) else None)


def _chart(world: World, measure: str) -> Rows:
    """What was done and by how many, of all and by company."""
    rows: Rows = {}
    for group in world.groups():
        done: dict[str, int] = defaultdict(int)
        doers: dict[str, set[str]] = defaultdict(set)
        for row in _reviewers(world, group):
            for company in {"All", row["company"] or "All"} if row[measure] else ():
                doers[company].add(row["login"])
                done[company] += row[measure]
        for company in done:
            series = f"cs;{measure}_{group}_All_{company};evs,acts"
            rows[(series,)] = [done[company], len(doers[company])]
    return rows


def chart_there(lines: list[list[str]]) -> Rows:
    """Companies by their name here."""
    rows = []
    for series, things, number in lines:
        rest, _, company = series.removesuffix(";evs,acts").rpartition("_All_")
        rows.append(((f"{rest}_All_{name_of(company)};evs,acts",), [float(things), float(number)]))
    return added(rows)


CHART = HERE | {"because": of_chart, "theirs": chart_there}
reviewers = partial(_chart, measure="reviews")
approvers = partial(_chart, measure="approves")
case("reviewers", **CHART)(reviewers)
case("reviewers_repos", **CHART)(by_repository(reviewers))
case("approvers", **CHART)(approvers)
case("approvers_repos", **CHART)(by_repository(approvers))


def _table(world: World, measure: str) -> Rows:
    bots = _bots(world)
    return {
        (f"hdev_{measure},{group}_All", f"{row['login']}$$${row['company'] or ''}"): row[measure]
        for group in world.groups()
        for row in _reviewers(world, group)
        if row["login"] not in bots
    }


def table_there(lines: list[list[str]]) -> Rows:
    rows: Rows = {}
    for series, name, number in lines:
        login, company = name.split("$$$")
        rows[series, f"{login}$$${name_of(company)}"] = float(number)
    return rows


TABLE = HERE | {"because": of_imports, "theirs": table_there, "keys": 2}
case("hist_reviewers", **TABLE)(partial(_table, measure="reviews"))
case("hist_reviewers_repos", **TABLE)(by_repository(partial(_table, measure="reviews")))
case("hist_approvers", **TABLE)(partial(_table, measure="approves"))
case("hist_approvers_repos", **TABLE)(by_repository(partial(_table, measure="approves")))


@case("reviews_per_user", **HERE)
def reviews_per_user(world: World) -> Rows:
    """Reviews as in the shared set, and lgtms."""
    rows = people.reviews_per_user(world)
    for place in ["All", *places(replace(world, of_repositories=True))]:
        for row in world.ask("reviewers_and_approvers", reading="devstats", who="all", group=place):
            rows[(f"ulgtms,{row['login']}`{place}",)] = row["lgtms"]
    return rows


@case("bot_commands", because=13, **HERE)
def bot_commands(world: World) -> Rows:
    """There the first command of each text only, but of every repetition of an item's text."""
    split = "repository" if world.of_repositories else "group"
    rows = [("All", row) for row in world.ask("bot_commands", every="year")]
    rows += [(row["part"], row) for row in world.ask("bot_commands", every="year", split_by=split)]
    return {(f"bot_cmds,/{row['command']}`{part}",): row["uses"] for part, row in rows if row["command"] in KNOWN}


# The commands that DevStats knows.
KNOWN = [
    *(
        "approve",
        "approve cancel",
        "approve no-issue",
        "area",
        "remove area",
        "assign",
        "unassign",
        "cc",
        "uncc",
        "close",
    ),
    *("reopen", "hold", "hold cancel", "joke", "kind", "remove-kind", "lgtm", "lgtm cancel", "ok-to-test", "test"),
    *("test all", "retest", "priority", "remove-priority", "sig", "remove-sig", "release-note", "lifecycle"),
    *("release-note-action-required", "release-note-none"),
]
case("bot_commands_repos", because=13, **HERE)(by_repository(bot_commands))


@case("sig_mentions", because=13, **HERE)
def sig_mentions(world: World) -> Rows:
    return {(f"sigm_txt,{row['sig']}",): row["mentions"] for row in world.ask("sig_mentions", every="year")}


STATISTICS = {
    "commits": "commits",
    "iopened": "issues_opened",
    "iclosed": "issues_closed",
    "propened": "pull_requests_opened",
    "prmerged": "pull_requests_merged",
    "prclosed": "pull_requests_closed",
    "icomments": "issue_comments",
    "prcomments": "pull_request_comments",
    "icommenters": "issue_commenters",
    "prcommenters": "pull_request_commenters",
    "reviewers": "reviewers",
}


def of_statistics(difference: Difference) -> int | None:
    """Issues have pull requests among them there, and comments of both are swapped (register 16)."""
    statistic = difference.row[0].split(",")[0].rpartition("_")[2]
    return 16 if statistic in ("iopened", "iclosed", "icomments", "prcomments", "icommenters", "prcommenters") else None


@case("github_stats_by_repo_groups", because=of_statistics, **HERE)
def github_stats(world: World) -> Rows:
    """Commits and reviewers are people's there; issues and pull requests also those of bots."""
    split, series = ("repository", "gstat_r") if world.of_repositories else ("group", "gstat_rgrp")
    rows: Rows = {}
    for who in ("all", "humans"):
        for row in world.ask("github_statistics", every="year", split_by=split, reading="devstats", who=who):
            for statistic, column in STATISTICS.items():
                if (who == "all") == (statistic in ("iopened", "iclosed", "propened", "prmerged", "prclosed")):
                    rows[(f"{series}_{statistic},{row['part']}",)] = row[column]
    return rows


case("github_stats_by_repos", "github_stats_by_repos_comps", because=of_statistics, **HERE)(by_repository(github_stats))


@case("time_metrics", **HERE)
def time_metrics(world: World) -> Rows:
    stages = ["to_lgtm", "to_approve", "to_merge"]
    columns = [f"{stage}_{part}" for part in ("median", "p85") for stage in stages]
    fields = ",".join(f"{a}{p}{s}" for a in "ayn" for p in ("med", "p85") for s in ("o2l", "l2a", "a2m"))
    rows: dict[str, list[float]] = {}
    for place in world.groups():
        for size, kind in _sizes_and_kinds(world, place):
            series = f"tmet;{place}_{size}_{kind};{fields}"
            for at, api_change in enumerate(("all", "yes", "no")):
                asked = {"of_size": size, "of_kind": kind, "api_change": api_change, "reading": "devstats"}
                asked = {word: value.lower() if value == "All" else value for word, value in asked.items()}
                for row in world.ask("approval_times", every="year", who="all", group=place, **asked):
                    numbers = rows.setdefault(series, [0.0] * 18)
                    numbers[6 * at : 6 * at + 6] = [row[column] for column in columns]
    return {(series,): numbers for series, numbers in rows.items()}


case("time_metrics_repos", **HERE)(by_repository(time_metrics))


def _sizes_and_kinds(world: World, place: str) -> list[tuple[str, str]]:
    """All, and the sizes and kinds of merged pull requests by name."""
    asked = {"every": "year", "who": "all", "reading": "devstats", "group": place}
    sizes = [row["part"].upper() for row in world.ask("approval_times", split_by="size", **asked)]
    kinds = [row["part"] for row in world.ask("approval_times", split_by="kind", **asked)]
    known = [kind for kind in kinds if kind in ("bug", "feature", "design", "cleanup", "documentation", "flake", "kep")]
    return [(size, kind) for size in ("All", *sizes) for kind in ("All", *known)]
