"""People who wish to be hidden: whatever names them becomes `anon-<number>` before it reaches a raw table."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest import people
from ingest.landing import Landing, arrow_table, contract
from ingest.people import Corrections
from ingest.people_hidden import Hidden, groups, learn, people_columns, replaced


def refresh(landing: Landing, corrections: Corrections) -> bool:
    """Take over who is to be hidden, and hide them in every row that is there. Returns whether any row changed.

    One transaction. Days whose rows changed are dirty. Nothing is done when nothing is new.
    """
    wanted = {value: number for number, wish, _ in corrections.hidden for value in wish.opt_out}
    known = dict(landing.connection.execute("SELECT hash, number FROM raw.opt_outs WHERE source = 'config'").fetchall())
    fresh = landing.connection.execute("SELECT COUNT(*) FROM raw.opt_outs WHERE source = 'new'").fetchone()
    if wanted == known and not (fresh and fresh[0]):
        return False
    with landing.transaction():
        numbers = sorted(set(wanted.values()))
        found = landing.connection.execute(
            "SELECT hash, number FROM raw.opt_outs WHERE source <> 'config' AND number IN (SELECT UNNEST(?))", [numbers]
        ).fetchall()
        landing.hidden = Hidden(dict(found) | wanted)
        changed = _hide_everywhere(landing, landing.hidden)
        rows = [{"source": "config", "number": number, "hash": value} for value, number in wanted.items()]
        rows += [
            {"source": "found", "number": number, "hash": value}
            for value, number in landing.hidden.hashes.items()
            if value not in wanted
        ]
        landing.hidden.found.clear()
        landing.connection.execute("DELETE FROM raw.opt_outs")
        landing.append("opt_outs", arrow_table("opt_outs", rows))
    return changed


def load(landing: Landing) -> Hidden:
    """Who is to be hidden, as the landing file knows."""
    return Hidden(dict(landing.connection.execute("SELECT hash, number FROM raw.opt_outs").fetchall()))


def of_config(landing: Landing, config_dir: Path) -> bool:
    """The same as refresh, with what a config folder says."""
    return refresh(landing, people.load(config_dir))


def hide(table: str, batch: pa.Table, hidden: Hidden) -> pa.Table:
    """Rows for a raw table with hidden people replaced. What they show of them besides is noted in `hidden.found`."""
    if not people_columns(table):
        return batch
    while True:
        mask = _mask(table, batch, hidden)
        if not mask.true_count:
            return batch
        rows = batch.filter(mask).to_pylist()
        if not _learn(table, rows, hidden):
            others = batch.filter(pc.invert(mask))
            return pa.concat_tables([others, arrow_table(table, [replaced(table, row, hidden) for row in rows])])


def note_found(landing: Landing, hidden: Hidden) -> None:
    """Keep the hashes that rows added; the next build looks for them in the rows that are there."""
    rows = [{"source": "new", "number": number, "hash": value} for value, number in hidden.found.items()]
    hidden.found.clear()
    landing.append("opt_outs", arrow_table("opt_outs", rows))


def _hide_everywhere(landing: Landing, hidden: Hidden) -> bool:
    tables = [table for table in contract() if people_columns(table)]
    # First all hashes, then all rows: what one table shows of a person may matter in another.
    is_complete = False
    while not is_complete:
        is_complete = not sum(_learn_from(landing, table, hidden) for table in tables)
    return sum(_rewrite(landing, table, hidden) for table in tables) > 0


def _learn_from(landing: Landing, table: str, hidden: Hidden) -> bool:
    columns = sorted({column for group in groups(table) for column in group.values()})
    if not columns:
        return False
    listed = ", ".join(f'"{column}"' for column in columns)
    rows = landing.connection.execute(f"SELECT DISTINCT {listed} FROM raw.{table}").to_arrow_table()
    return _learn(table, rows.filter(_mask(table, rows, hidden)).to_pylist(), hidden)


def _learn(table: str, rows: list[dict[str, Any]], hidden: Hidden) -> bool:
    known = len(hidden.hashes)
    for row in rows:
        learn(table, row, hidden)
    return len(hidden.hashes) > known


def _rewrite(landing: Landing, table: str, hidden: Hidden) -> bool:
    """Replace the rows that name somebody hidden; text columns are looked at by their distinct values."""
    connection = landing.connection
    named = []
    for column, kind in people_columns(table).items():
        item = f'UNNEST("{column}")' if contract()[table][column].endswith("[]") else f'"{column}"'
        values = connection.execute(f"SELECT DISTINCT {item} AS value FROM raw.{table}").to_arrow_table()["value"]
        hits = _hits(values.drop_null().combine_chunks(), kind, hidden)
        if len(hits):
            named.append((column, hits))
    if not named:
        return False
    conditions = []
    for number, (column, hits) in enumerate(named):
        connection.register(f"hits_{number}", pa.table({"value": hits}))
        is_list = contract()[table][column].endswith("[]")
        inside = f"(SELECT value FROM hits_{number})"
        conditions.append(
            f'LIST_HAS_ANY("{column}", (SELECT LIST(value) FROM hits_{number}))'
            if is_list
            else f'"{column}" IN {inside}'
        )
    where = " OR ".join(conditions)
    rows = connection.execute(f"SELECT * FROM raw.{table} WHERE {where}").to_arrow_table()
    connection.execute(f"DELETE FROM raw.{table} WHERE {where}")
    for number in range(len(named)):
        connection.unregister(f"hits_{number}")
    landing.append(table, arrow_table(table, [replaced(table, row, hidden) for row in rows.to_pylist()]))
    if "day" in contract()[table]:
        landing.mark_dirty("opt_out", {day for day in pc.unique(rows["day"]).to_pylist() if day})
    return True


def _mask(table: str, batch: pa.Table, hidden: Hidden) -> pa.Array:
    """Which rows name somebody hidden, by the distinct values of each column."""
    mask = pa.repeat(pa.scalar(False), batch.num_rows)
    for column, kind in people_columns(table).items():
        if column not in batch.column_names:
            continue
        values = batch[column].combine_chunks()
        if pa.types.is_list(values.type):
            hits = _hits(pc.unique(pc.list_flatten(values)).drop_null(), kind, hidden)
            if len(hits):
                parents = pc.list_parent_indices(values)
                rows = set(parents.filter(pc.is_in(pc.list_flatten(values), value_set=hits)).to_pylist())
                mask = pc.or_(mask, pa.array([row in rows for row in range(batch.num_rows)]))
            continue
        hits = _hits(pc.unique(values).drop_null(), kind, hidden)
        if len(hits):
            mask = pc.or_(mask, pc.is_in(values, value_set=hits))
    return mask


def _hits(values: pa.Array, kind: str, hidden: Hidden) -> pa.Array:
    if kind == "text":
        found = [value for value in values.to_pylist() if hidden.text(value) != value]
    else:
        found = [value for value in values.to_pylist() if hidden.number(kind, value)]
    return pa.array(found, values.type)
