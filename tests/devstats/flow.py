"""Pull requests and who merges them. Series are `prefix,group`; people stand in a column of their own."""

from tests.devstats.harness import SHARED_RANGES, Rows, World, case


@case("hist_pr_mergers", keys=2, folders=SHARED_RANGES)
def hist_pr_mergers(world: World) -> Rows:
    """DevStats marks bots among the mergers."""
    bots = {row["login"] for row in world.ask("pr_mergers", who="bots")}
    return {
        (f"hpr_mergers,{group}", f"*bot: {row['login']} *" if row["login"] in bots else row["login"]): row["merged"]
        for group in world.groups()
        for row in world.ask("pr_mergers", who="all", group=group)
    }
