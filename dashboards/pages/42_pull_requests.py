"""Flow / Pull requests and issues: What is opened, merged, closed, and by whom?"""

from functools import partial

from dashboards import card, charts, controls, panels

PANELS = [
    (partial(card.chart, "pull_requests_opened_and_merged"), partial(card.chart, "issues_opened_and_closed")),
    (
        panels.outcomes,
        partial(card.chart, "backlog", draw=charts.lines),
    ),
    (partial(card.table, "pr_authors"), partial(card.table, "pr_mergers")),
    (partial(card.table, "reviewers"), partial(card.table, "first_merges")),
]


def main() -> None:
    """Courses, outcomes, people."""
    card.grid(controls.bar("project", "group", "company", "range", "every", "who"), *PANELS)


main()
