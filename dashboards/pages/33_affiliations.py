"""Companies / Affiliations: How much of the work has a known company, and what is worth finding out?"""

from functools import partial

from dashboards import card, charts, controls, panels

PANELS = [
    (
        partial(
            card.chart,
            "companies_contributing",
            title="Known share",
            question="Of the people who contribute, how many have a known employer?",
            columns=["known_share"],
            prepare=panels.in_percent("known_share"),
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
    card.grid(controls.bar("project", "country", "range", "every", "window_days", "who"), *PANELS)


main()
