"""Flow / Who reviews?: Is work looked at before it is merged, by whom, and how fast?"""

from functools import partial

import pandas as pd

from dashboards import card, controls, panels

SIZES = ["size", "up_to_lines", "pull_requests", "median_hours_to_review", "median_hours_to_merge"]


def in_percent(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares as percent."""
    return frame.assign(
        reviewed_percent=100 * frame["reviewed_share"], self_merged_percent=100 * frame["self_merged_share"]
    )


PANELS = [
    (
        panels.lines(
            "reviews_and_approvals", "reviews", "lgtms", "approves", title="Reviews and approvals", unit="reviews"
        ),
        panels.lines("reviews_and_approvals", "reviewers", "approvers", title="Reviewers and approvers", unit="people"),
    ),
    (
        panels.lines(
            "pr_reviews",
            "reviewed_percent",
            "self_merged_percent",
            prepare=in_percent,
            title="Merged after a review, and merged by the author",
            unit="percent of merged pull requests",
        ),
        panels.lines(
            "pr_reviews", "self_merged_reviewed", "self_merged_unreviewed", title="Merged by their own authors"
        ),
    ),
    (
        panels.lines(
            "review_cycles", "median_cycles", "p85_cycles", title="Turns between author and reviewer", unit="turns"
        ),
        partial(card.chart, "review_cycles", title="Time a turn takes", question="How long?", unit="hours"),
    ),
    (partial(card.table, "reviewers"), partial(card.table, "reviewers_and_approvers")),
    (partial(card.table, "pr_time_by_size"), partial(card.table, "pr_mergers")),
]


def main() -> None:
    """How much, how well, how fast, who."""
    card.grid(controls.bar("project", "group", "company", "country", "range", "every", "window_days", "who"), *PANELS)


main()
