"""Flow / Are we responsive?: How long do people wait for an answer, a merge, a fix?"""

from functools import partial

from dashboards import card, charts, controls, panels

PANELS = [
    (
        partial(card.chart, "pr_time_to_engagement"),
        panels.unanswered,
    ),
    (
        panels.given(
            panels.lines(
                "time_to_first_response",
                "unanswered_2_days",
                "unanswered_7_days",
                "unanswered_30_days",
                title="Pull requests never answered",
                question="Of the pull requests opened then, how many had no answer after so many days?",
                unit="pull requests",
            ),
            of_what="pull_requests",
        ),
        panels.given(
            partial(card.chart, "time_to_first_response", title="Issues: time to first response"), of_what="issues"
        ),
    ),
    (
        partial(card.chart, "pr_time_to_merge"),
        panels.outcomes,
    ),
    (
        partial(card.chart, "issue_time_to_close"),
        partial(
            card.chart,
            "issue_time_to_close",
            title="Issues still open",
            question="Of the issues opened then, how many are open now?",
            unit="issues",
            columns=["opened", "still_open"],
            draw=charts.lines,
        ),
    ),
    (
        partial(card.chart, "backlog"),
        partial(
            card.chart,
            "pr_outcomes",
            title="Acceptance",
            question="Of the pull requests that were decided, how many were merged?",
            unit="percent",
            columns=["acceptance_percent"],
            draw=charts.lines,
        ),
    ),
]


def main() -> None:
    """Waits, outcomes, and what is left lying."""
    card.grid(controls.bar("project", "group", "company", "country", "range", "every", "window_days", "who"), *PANELS)


main()
