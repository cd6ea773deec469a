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
