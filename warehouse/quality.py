"""How far an answer can be trusted: complete, a lower bound, or nothing was looked at, in a word and in a sentence."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import pyarrow as pa

from warehouse.store import Store

ASKED = ("project", "since", "until", "range")


@dataclass(frozen=True)
class Quality:
    """`parts` are the answer's periods, or the years of the range where the answer has none."""

    verdict: str
    complete_parts: int
    parts: int
    sentence: str


def of(store: Store, answer: pa.Table, given: dict[str, Any]) -> Quality:
    """The quality of a metric's answer: by its own coverage where it has one, else by that of events in its range."""
    if "coverage" in answer.column_names and "period" in answer.column_names:
        rows = zip(answer["period"].to_pylist(), answer["coverage"].to_pylist(), strict=True)
        shares = {period: share or 0.0 for period, share in rows}
        return _quality([1.0 if share >= 1 else share for share in shares.values()], "periods")
    asked = {word: value for key, value in given.items() if (word := key.removeprefix("for_")) in ASKED}
    rows = store.metric("data_coverage", asked | {"every": "year"}).to_pylist()
    marks = {"complete": 1.0, "lower_bound": 0.5, "none": 0.0}
    years = {row["period"].year: marks[row["verdict"]] for row in rows if row["kind"] == "events"}
    starts_at = store.build.starts_at
    since = _since(store, asked)
    if not (any(years.values()) and starts_at and since and since < starts_at):
        return _quality(list(years.values()), "years")
    # Nobody looked at what was before the first hour, so no row tells of it.
    before = dict.fromkeys(range(since.year, starts_at.year), 0.0) | {starts_at.year: 0.5}
    told = _quality(list((years | before).values()), "years")
    return replace(told, sentence=f"The data begin on {starts_at:%Y-%m-%d}. {told.sentence}")


def _since(store: Store, asked: dict[str, Any]) -> datetime | None:
    """With what the range begins; None for all there is."""
    text = store.interface("data_coverage").arguments(store.dated(asked)).get("since")
    return datetime.fromisoformat(str(text)) if text else None


def to_json(build_id: str, answer: pa.Table, quality: Quality, offset: int = 0, limit: int | None = None) -> bytes:
    """`{"build": id, "total": rows there are, "data_quality": {...}, "rows": [...]}`, with the rows of one page."""
    told = {
        "build": build_id,
        "total": answer.num_rows,
        "data_quality": asdict(quality),
        "rows": answer.slice(offset, limit).to_pylist(),
    }
    return orjson.dumps(told, default=str, option=orjson.OPT_APPEND_NEWLINE)


def _quality(shares: list[float], parts: str) -> Quality:
    complete = sum(share >= 1 for share in shares)
    if not any(shares):
        return Quality("none", 0, len(shares), "Nothing was ingested of this range: its counts say nothing.")
    if complete == len(shares):
        return Quality("complete", complete, len(shares), "Nothing is known to be missing.")
    sentence = (
        f"Known to be incomplete: {len(shares) - complete:,} of {len(shares):,} {parts} lack something, "
        "so their counts are lower bounds; `duckstats status --coverage` says what."
    )
    return Quality("lower_bound", complete, len(shares), sentence)
