"""What a chart's points sum to, and how that changed against the range of equal length before and the year before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from dashboards import charts, data, figures
from dashboards.controls import Filters
from settings import DuckstatsError
from warehouse import catalog

Prepare = Callable[[pd.DataFrame], pd.DataFrame]
# Below this share of ingested hours two ranges cannot be compared.
LEAST_COVERAGE = 0.99
YEAR = pd.DateOffset(years=1)


@dataclass(frozen=True)
class Asked:
    """A chart's question: its metric, the filters, the columns that it shows, and what is done to the rows first.

    `frame` are its rows, as drawn.
    """

    name: str
    filters: Filters
    columns: list[str]
    frame: pd.DataFrame
    prepare: Prepare | None = None

    def adding_up(self) -> list[str]:
        """Those columns whose periods sum to the whole range: counts of things, never people, medians or shares."""
        return [column for column in self.columns if column in catalog.metric(self.name).header.adds_up]

    def now(self, since: datetime, until: datetime) -> "Sums | None":
        """The sums over the chart's own range."""
        if self.filters.of(self.name).get("window_days", 1) != 1:
            return self.within(since, until)
        return self._summed(self.frame)

    def before(self, since: datetime, until: datetime) -> "Sums | None":
        """The sums over a range, of which all lies within the data."""
        begins = data.build().starts_at
        return None if begins is None or since < begins else self.within(since, until)

    def within(self, since: datetime, until: datetime) -> "Sums | None":
        """The sums over a range; nothing where it cannot be asked."""
        # One row a year is the least work, and without a moving window what is near the ends counts once.
        asked = self.filters.but(since=str(since), until=str(until), every="year", window_days=1)
        try:
            frame = data.metric(self.name, **asked.of(self.name))
        except DuckstatsError:  # the chart stands without it
            return None
        return self._summed(self.prepare(frame) if self.prepare else frame)

    def _summed(self, frame: pd.DataFrame) -> "Sums | None":
        # Rows of parts may count a thing in each of its parts.
        return Sums.of(frame, self.adding_up()) if frame["period"].is_unique else None


@dataclass(frozen=True)
class Sums:
    """Sums by column, and the share of hours that they rest on."""

    of_column: dict[str, float]
    coverage: float

    @staticmethod
    def of(frame: pd.DataFrame, columns: list[str]) -> "Sums":
        """Of rows of a metric. A column of which nothing is known has no sum."""
        known = {column: float(frame[column].sum(min_count=1)) for column in columns}
        covered = float(frame["coverage"].mean()) if "coverage" in frame and len(frame) else 1.0
        return Sums({column: value for column, value in known.items() if pd.notna(value)}, covered)

    def then(self, column: str, then: "Sums | None") -> float:
        """What the column was then; unknown where either range misses hours."""
        if then is None or min(self.coverage, then.coverage) < LEAST_COVERAGE:
            return float("nan")
        return then.of_column.get(column, float("nan"))


def said(asked: Asked) -> str:
    """`opened 1,053 (-1% from 1,064) · merged 872 (-5% from 918)`, or nothing where no column adds up."""
    if not asked.adding_up():
        return ""
    build, chosen = data.build(), asked.filters.range
    assert build.starts_at and build.as_of
    # As key figures do: no range is longer than the data.
    since, until = max(chosen.since, build.starts_at), min(chosen.until, build.as_of)
    now = asked.now(since, until) if since < until else None
    if now is None or not now.of_column:
        return ""
    length = until - since
    previous = asked.before(since - length, since)
    # Where both ranges before are nearly one, it is said once.
    year = asked.before(since - YEAR, until - YEAR) if length < figures.LONG else None
    return " · ".join(
        f"{charts.words(column)} {value:,.0f}{_changed(value, now.then(column, previous), now.then(column, year))}"
        for column, value in now.of_column.items()
    )


def _changed(value: float, previous: float, year_before: float) -> str:
    change, yearly = figures.change(value, previous), figures.change(value, year_before)
    parts = [f"{change} from {previous:,.0f}" if change else "", f"{yearly} on the year" if yearly else ""]
    told = ", ".join(part for part in parts if part)
    return f" ({told})" if told else ""
