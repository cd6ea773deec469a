"""Flow / Pull requests: What is opened, merged, declined, and by whom?"""

from functools import partial

from dashboards import card, charts, controls, panels

PANELS = [
    (
        partial(card.chart, "pull_requests_opened_and_merged"),
        panels.given(
            partial(card.chart, "closure_ratio", columns=["open_at_start", "opened", "closed"], unit="pull requests"),
            of_what="pull_requests",
        ),
    ),
    (
        panels.outcomes,
        partial(card.chart, "backlog", draw=charts.lines),
    ),
    (
        panels.parted(
            "pr_acceptance",
            "part",
            "acceptance_share",
            stacked=False,
            prepare=panels.in_percent("acceptance_share"),
            unit="percent merged",
        ),
        panels.given(
            panels.lines(
                "newcomers", "authors", "new_authors", "episodic_authors", title="Who opens them", unit="people"
            ),
            of_what="pull_requests",
        ),
    ),
    (partial(card.chart, "comments", columns=["comments", "commenters"]), partial(card.table, "pr_time_by_size")),
    (partial(card.table, "pr_authors"), partial(card.table, "pr_mergers")),
    (partial(card.table, "reviewers"), partial(card.table, "first_merges")),
]


def main() -> None:
    """Courses, outcomes, people."""
    card.grid(controls.bar("project", "group", "company", "country", "range", "every", "window_days", "who"), *PANELS)


main()
