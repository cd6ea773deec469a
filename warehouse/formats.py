"""Query results as text or bytes: table, CSV, JSON, Parquet, Markdown. Times are ISO 8601 in UTC."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq


def to_csv(table: pa.Table) -> bytes:
    """RFC 4180 with a header line; NULL is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows([_plain(value) for value in row] for row in _rows(table))
    return text.getvalue().encode()


def to_json(table: pa.Table) -> bytes:
    """A list of objects, one per row."""
    return orjson.dumps(table.to_pylist(), default=str, option=orjson.OPT_APPEND_NEWLINE)


def to_parquet(table: pa.Table) -> bytes:
    """One Parquet file with the result's own types."""
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def to_markdown(table: pa.Table) -> bytes:
    """A GitHub table."""
    lines = [table.column_names, ["---"] * table.num_columns]
    lines += [[str(_plain(value)).replace("|", "\\|") for value in row] for row in _rows(table)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines).encode()


def to_text(table: pa.Table) -> bytes:
    """An aligned table for a terminal; numbers to the right."""
    numeric = [pa.types.is_integer(f.type) or pa.types.is_floating(f.type) for f in table.schema]
    cells = [table.column_names] + [[_shown(value) for value in row] for row in _rows(table)]
    widths = [max(len(row[i]) for row in cells) for i in range(table.num_columns)]
    lines = []
    for row in cells:
        fields = zip(row, widths, numeric, strict=True)
        lines.append("  ".join(c.rjust(w) if right else c.ljust(w) for c, w, right in fields).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return ("\n".join(lines) + "\n").encode()


Encoder = Callable[[pa.Table], bytes]
FORMATS: dict[str, Encoder] = {
    "table": to_text,
    "csv": to_csv,
    "json": to_json,
    "parquet": to_parquet,
    "markdown": to_markdown,
}


def _rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(_plain(value))
