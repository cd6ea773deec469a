"""People over time, and who reviews. Series are ``user;login`group;fields``."""

from tests.devstats.harness import SHARED_RANGES, Difference, Rows, World, case


@case("user_activity", folders=SHARED_RANGES)
def user_activity(world: World) -> Rows:
    fields = world.fields("activity,pushes,comments,reviews,contributions")
    return _series(world, fields.replace("activity", "events").split(","), fields)


def not_among_the_top(difference: Difference) -> int | None:
    """Who made commits but no event of their own is none of the busiest users there."""
    return 10 if difference.theirs is None else None


@case("user_activity_commits", because=not_among_the_top, folders=SHARED_RANGES)
def user_activity_commits(world: World) -> Rows:
    return _series(world, ["commits"], "commits", reading="devstats")


def without_opening(difference: Difference) -> int | None:
    """An item whose opening the archive lost is known from its later events; there only openings count."""
    return 27 if (difference.theirs or 0) < (difference.ours or 0) else None


@case("user_activity_issues", because=without_opening, folders=SHARED_RANGES)
def user_activity_issues(world: World) -> Rows:
    return _series(world, ["issues"], "issues")


@case("user_activity_prs", because=without_opening, folders=SHARED_RANGES)
def user_activity_prs(world: World) -> Rows:
    return _series(world, ["pull_requests"], "prs")


def _series(world: World, columns: list[str], fields: str, **more: str) -> Rows:
    """Of all repositories and of each; of organisations there is nothing there."""
    return {
        (f"user;{row['login']}`{'all' if group == 'All' else group};{fields}",): [row[column] for column in columns]
        for group in world.groups()
        if world.is_kubernetes_set or group == "All" or "/" in group
        for row in world.ask("people_activity", every="year", top=10_000, **more, group=group)
    }


@case("reviews_per_user", folders=SHARED_RANGES)
def reviews_per_user(world: World) -> Rows:
    """Reviews and comments on diffs, those on one's own pull requests among them."""
    prefix = "reviews_per_user" if world.is_kubernetes_set else "rev_per_usr"
    rows: Rows = {}
    for split_by in ("person", "person_and_repository"):
        for row in world.ask(
            "reviews_over_time", every="year", who="all", top=10_000, reading="devstats", split_by=split_by
        ):
            place = row["repository"] or "All"
            rows[(f"{prefix},{row['login']}`{place}",)] = row["reviews"] + row["review_comments"]
    return rows
