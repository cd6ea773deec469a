"""What is open, blocked or waits, by SIG, and what was opened and closed. Twins have a series for each repository."""

from functools import partial

from tests.devstats.harness import KUBERNETES, Difference, Rows, World, by_repository, case

PERIOD = {"reading": "devstats", "every": "year"}
HERE = {"folders": [KUBERNETES]}


def of_aliases(difference: Difference) -> int | None:
    """DevStats drops SIGs that have another name now; in these three days those of three cloud providers."""
    return 42 if any("cloud-provider" in text for text in difference.row) else None


def places(world: World) -> list[str]:
    """The repositories, or all of them together."""
    return world.groups()[1:] if world.of_repositories else ["All"]


def _by_sig(world: World, metric: str, series: str, columns: list[str], **more: str) -> Rows:
    return {
        (series.format(row["part"], place),): [row[column] for column in columns]
        for place in places(world)
        for row in world.ask(metric, **PERIOD, group=place, **more)
    }


awaiting = partial(
    _by_sig,
    metric="awaiting",
    columns=["over_10_days", "over_30_days", "over_60_days", "over_90_days", "over_1_year"],
    who="all",
)
inactive = partial(_by_sig, metric="inactive", columns=["over_14_days", "over_30_days", "over_90_days"])
inactive_issues = partial(inactive, of_items="issues")
inactive_pulls = partial(inactive, of_items="pull_requests")

ALIASES = HERE | {"because": of_aliases}
case("awaiting_prs_by_sig", **ALIASES)(partial(awaiting, series="awaiting_prs_by_sig;{};d10,d30,d60,d90,y"))
case("awaiting_prs_by_sig_repos", **ALIASES)(
    by_repository(partial(awaiting, series="awaiting_prs_by_sig_repos;{}`{};d10,d30,d60,d90,y"))
)
case("inactive_issues_by_sig", **ALIASES)(partial(inactive_issues, series="inactive_issues_by_sig;{};w2,d30,d90"))
case("inactive_issues_by_sig_repos", **ALIASES)(
    by_repository(partial(inactive_issues, series="inactive_issues_by_sig_repos;{}`{};w2,d30,d90"))
)
case("inactive_prs_by_sig", **ALIASES)(partial(inactive_pulls, series="inactive_prs_by_sig;{};w2,d30,d90"))
case("inactive_prs_by_sig_repos", **ALIASES)(
    by_repository(partial(inactive_pulls, series="inactive_prs_by_sig_repos;{}`{};w2,d30,d90"))
)


def _workload(row: dict[str, float]) -> list[float]:
    return [row["pull_requests"], row["absolute"], row["reviewers"], row["relative"]]


def of_reviewers(difference: Difference) -> int | None:
    """Who reviews for storage has one of ours less there: who was first seen with a label set long before (register 44)."""
    return of_aliases(difference) or (44 if any("storage" in text for text in difference.row) else None)


REVIEWERS = HERE | {"because": of_reviewers}


@case("pr_workload", **REVIEWERS)
def pr_workload(world: World) -> Rows:
    series = "sig_pr_wrl;{}`{};iss,abs,rev,rel" if world.of_repositories else "sig_pr_wl;{};iss,abs,rev,rel"
    return {
        (series.format(row["sig"], place),): _workload(row)
        for place in places(world)
        for row in world.ask("pr_workload", **PERIOD, group=place)
    }


case("pr_workload_repos", **REVIEWERS)(by_repository(pr_workload))


@case("pr_workload_table", keys=2, **REVIEWERS)
def pr_workload_table(world: World) -> Rows:
    rows = world.ask("pr_workload_table", reading="devstats")
    return {("hpr_wl;sig:s,iss:f,abs:f,rev:f,rel:f;sigs", row["sig"]): _workload(row) for row in rows}


@case("pr_workload_table_repos", keys=3, **REVIEWERS)
def pr_workload_table_repos(world: World) -> Rows:
    return {
        ("hpr_wrl;sig:s,repo:s,iss:f,abs:f,rev:f,rel:f;sigs", row["sig"], place): _workload(row)
        for place in places(World(world.store, world.folder, of_repositories=True))
        for row in world.ask("pr_workload_table", reading="devstats", group=place)
    }


def of_blocked(difference: Difference) -> int | None:
    """There any state that a pull request opened in the range was seen in; here the state at its end of everything."""
    return 15


@case("prs_blocked", because=of_blocked, **HERE)
def prs_blocked(world: World) -> Rows:
    columns = ["open", "needs_ok_to_test", "release_note_label_needed", "no_lgtm", "no_approve", "do_not_merge"]
    fields = "all,needs_ok_to_test,release_note_label_needed,no_lgtm,no_approve,do_not_merge"
    prefix = "preprblck" if world.of_repositories else "prblck"
    return {
        (f"{prefix};{part};{fields}",): [row[column] for column in columns]
        for part, row in _parts(world, "prs_blocked")
    }


case("prs_blocked_repos", because=of_blocked, **HERE)(by_repository(prs_blocked))


def _parts(world: World, metric: str, all_parts: str = "All") -> list[tuple[str, dict[str, float]]]:
    """Rows for all together, and for each group or repository."""
    split = "repository" if world.of_repositories else "group"
    asked = {"who": "all", **PERIOD}
    found = [(all_parts, row) for row in world.ask(metric, split_by="all", **asked)]
    return found + [(str(row["part"]), row) for row in world.ask(metric, split_by=split, **asked)]


@case("prs_labels", **HERE)
def prs_labels(world: World) -> Rows:
    rows = _parts(world, "blocking_labels", "All repos combined")
    return {(f"prlbl,{part}: {_label(row)}",): row["pull_requests"] for part, row in rows}


case("prs_labels_repos", **HERE)(by_repository(prs_labels))


def _label(row: dict[str, float]) -> str:
    return "All labels combined" if row["label"] == "any" else str(row["label"])


def of_sig_labels(difference: Difference) -> int | None:
    """Under this name DevStats has every open pull request of a SIG."""
    return of_aliases(difference) or (43 if difference.row[0].endswith(": All labels combined") else None)


@case("prs_labels_by_sig", because=of_sig_labels, **HERE)
def prs_labels_by_sig(world: World) -> Rows:
    every_sig = world.ask("blocking_labels", split_by="all", who="all", **PERIOD)
    rows = [("All SIGs combined", row) for row in every_sig]
    rows += [(row["part"], row) for row in world.ask("blocking_labels", split_by="sig", who="all", **PERIOD)]
    return {(f"prsiglbl,{part}: {_label(row)}",): row["pull_requests"] for part, row in rows}


def _milestones(world: World, series: str, of_items: str) -> Rows:
    rows = world.ask("open_by_milestone", who="all", of_items=of_items, **PERIOD)
    return {(f"{series},{row['sig']}-{row['milestone']}-{row['repository']}",): row["open"] for row in rows}


def of_milestones(difference: Difference) -> int | None:
    """A pull request whose own object has a newer milestone than its issue, at which DevStats looks (register 33)."""
    return of_aliases(difference) or (33 if difference.row[0].startswith("prsigml,All-v1.8-") else None)


case("open_issues_sigs_milestones", **ALIASES)(partial(_milestones, series="isigml", of_items="issues"))
case("open_prs_sigs_milestones", because=of_milestones, **HERE)(
    partial(_milestones, series="prsigml", of_items="pull_requests")
)


def _opened_and_closed(world: World, kind: str = "All") -> dict[tuple[str, str], dict[str, float]]:
    """SIG and place -> numbers."""
    return {
        (row["sig"], place): row
        for place in places(world)
        for row in world.ask("opened_and_closed_by_sig", who="all", group=place, **PERIOD)
        if row["kind"] == kind
    }


@case("prs_open_by_sig", **ALIASES)
def prs_open_by_sig(world: World) -> Rows:
    series = "sig_prs_open,{}`{}" if world.of_repositories else "sig_prs_open,{}"
    return {
        (series.format(sig, place),): row["pull_requests_opened"]
        for (sig, place), row in _opened_and_closed(world).items()
        if sig != "All"
    }


case("prs_open_by_sig_repos", **ALIASES)(by_repository(prs_open_by_sig))


def _of_any_kind(world: World, series: str, columns: list[str]) -> Rows:
    """DevStats has no SIG and no kind in three days: it shows those with more than 30 items only."""
    prefix = f"{series}r" if world.of_repositories else series
    return {
        (f"{prefix},All-All{f'-{place}' if world.of_repositories else ''}",): sum(row[column] for column in columns)
        for (sig, place), row in _opened_and_closed(world).items()
        if sig == "All"
    }


def of_closed(difference: Difference) -> int | None:
    """Issues only here; DevStats has those pull requests among them whose issue was seen after the closing."""
    return 16


opened = partial(_of_any_kind, series="sigm_lsk", columns=["issues_opened", "pull_requests_opened"])
closed = partial(_of_any_kind, series="iclosed_lsk", columns=["issues_closed"])
case("labels_sig_kind", **HERE)(opened)
case("labels_sig_kind_repos", **HERE)(by_repository(opened))
case("labels_sig_kind_closed", because=of_closed, **HERE)(closed)
case("labels_sig_kind_closed_repos", because=of_closed, **HERE)(by_repository(closed))


def _labels(world: World, series: str, category: str) -> Rows:
    return {
        (f"{series},{row['label'].partition('/')[2].lower()}",): row["items"]
        for row in world.ask("labels_set")
        if row["category"] == category
    }


case("labels_sig", **HERE)(partial(_labels, series="sigm_ls", category="sig"))
case("labels_kind", **HERE)(partial(_labels, series="sigm_lk", category="kind"))


def of_issues_age(difference: Difference) -> int | None:
    """One issue of kubernetes/kubernetes is missing there, but not in the twin by repository."""
    return of_aliases(difference) or (20 if "_All_All_All;" in difference.row[0] else None)


@case("issues_age", because=of_issues_age, **HERE)
def issues_age(world: World) -> Rows:
    """Kinds and priorities have no rows there (register 17), and are not asked for."""
    rows: Rows = {}
    for place in world.groups():
        for split, word in (("all", "{}_All_All_All"), ("sig", "{}_{}_All_All")):
            for row in world.ask("issue_age_by_label", split_by=split, every="year", who="all", group=place):
                if row["n"]:
                    rows[(f"iage;{word.format(place, row['part'])};n,m",)] = [row["n"], row["median_hours"]]
    return rows


case("issues_age_repos", **ALIASES)(by_repository(issues_age))
