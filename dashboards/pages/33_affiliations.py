"""Companies / Affiliations: How much of the work has a known company, and what is worth finding out?"""

from functools import partial

import pandas as pd

from dashboards import card, charts, controls


def in_percent(frame: pd.DataFrame) -> pd.DataFrame:
    """The known share as percent."""
    return frame.assign(known_share=100 * frame["known_share"])


PANELS = [
    (
        partial(
            card.chart,
            "companies_contributing",
            title="Known share",
            question="Of the people who contribute, how many have a known employer?",
            columns=["known_share"],
            prepare=in_percent,
            unit="percent",
            draw=charts.lines,
        ),
        partial(card.table, "known_affiliations"),
    ),
    (partial(card.table, "unaffiliated_by_weight"),),
    (partial(card.table, "suspicious_merges"), partial(card.table, "contested_affiliations")),
    (partial(card.table, "company_duplicates"), partial(card.table, "companies")),
]


def main() -> None:
    """What is known, the work queue, and what looks wrong."""
    card.grid(controls.bar("project", "range", "every", "who"), *PANELS)


main()
