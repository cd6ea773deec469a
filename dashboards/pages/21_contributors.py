"""People / Who contributes: Who does the work, what kind of work, and when?"""

from functools import partial

from dashboards import card, charts, controls, panels

PANELS = [
    (
        panels.contributors,
        partial(card.chart, "contributions"),
    ),
    (partial(card.picture, "activity_by_weekday_and_hour", draw=panels.week, title="Hours of the week"),),
    (
        partial(
            card.chart,
            "agent_pull_requests",
            title="Who opens pull requests: people, bots, agents",
            columns=["by_humans", "by_bots", "by_agents"],
            unit="pull requests",
        ),
        partial(
            card.chart,
            "ai_assisted_commits",
            columns=["commits", "assisted_commits"],
            unit="commits",
            draw=charts.lines,
        ),
    ),
    (
        partial(
            card.chart,
            "contribution_attribution",
            columns=["by_companies", "by_independents", "by_unknown"],
            unit="contributions",
            draw=charts.stacked,
        ),
        partial(card.table, "contribution_types"),
    ),
    (partial(card.table, "automation"), partial(card.table, "ai_assistants")),
    (partial(card.table, "developers_table"),),
    (partial(card.table, "pr_authors"), partial(card.table, "reviewers")),
    (partial(card.table, "commenters"), partial(card.table, "pr_mergers")),
]


def main() -> None:
    """How many, what they do, when, and who leads."""
    card.grid(controls.bar("project", "group", "company", "country", "range", "every", "window_days", "who"), *PANELS)


main()
