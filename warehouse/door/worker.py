"""The process that runs one statement: asked on standard input, it answers on standard output and ends.

It has no environment, cannot make a file grow, and has a ceiling on memory and processor time that the system enforces
where DuckDB's own does not reach. What a statement breaks, it breaks here.
"""

import json
import os
import resource
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import duckdb

from warehouse.door import rules

if TYPE_CHECKING:
    import pyarrow as pa

GRACE_SECONDS = 2  # from the interrupt to the end of the process
# What the process needs beside DuckDB's own memory: code, the answer, and what DuckDB does not count.
OVERHEAD_BYTES = 700_000_000
BATCH_ROWS = 2048
INTERRUPTED = "interrupted"


def main() -> None:
    """Read the request, answer, end."""
    request = json.load(sys.stdin)
    _confine(request)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints does not end up in the answer
    try:
        head, table = _answer(request)
    except rules.Refusal as refusal:
        head, table = {"refused": str(refusal)}, None
    except MemoryError:
        head, table = {"error": "Out of memory"}, None
    except Exception as error:  # of DuckDB or Arrow: whatever it is, the asker is told
        head, table = {"error": _sentence(error)}, None
    out.write(json.dumps(head).encode() + b"\n")
    if table is not None:
        import pyarrow as pa

        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    out.flush()
    os._exit(0)  # nothing is left to tidy up, and DuckDB may still be busy


def _confine(request: dict[str, Any]) -> None:
    memory, seconds = request["memory_bytes"] + OVERHEAD_BYTES, request["seconds"]
    os.chdir("/")
    os.nice(5)  # the server that asks comes first
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    processor = int(seconds * request["threads"]) + 10
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], "pa.Table"]:
    config = request["config"] | {
        "memory_limit": f"{request['memory_bytes']}B",
        "threads": str(request["threads"]),
        "temp_directory": "",  # no spilling to disk
        "max_temp_directory_size": "0B",
        "lock_configuration": "true",
    }
    connection = duckdb.connect(request["file"], read_only=True, config=config)
    rules.check(request["sql"], rules.refused_functions(connection))
    _watch(connection, request["seconds"], request["asker"])
    began = time.monotonic()
    reader = connection.execute(request["sql"]).to_arrow_reader(BATCH_ROWS)
    table, is_cut = _taken(reader, request["max_rows"], request["max_bytes"])
    return {"seconds": time.monotonic() - began, "is_cut": is_cut}, table


def _watch(connection: duckdb.DuckDBPyConnection, seconds: float, asker: int) -> None:
    """Interrupt the statement when its time is over, and end the process when that does not help or nobody waits.

    `asker` is the process that asked, in its own words: it may have ended before this one could look.
    """
    ends = time.monotonic() + seconds

    def watch() -> None:
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(0.2, left))
            if os.getppid() != asker:
                os._exit(1)
        connection.interrupt()
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _taken(reader: "pa.RecordBatchReader", most_rows: int, most_bytes: int) -> tuple["pa.Table", bool]:
    import pyarrow as pa

    batches, rows, size = [], 0, 0
    for batch in reader:
        batches.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows > most_rows or size > most_bytes:
            break
    table = pa.Table.from_batches(batches, reader.schema).rename_columns(_distinct(reader.schema.names))
    return table.slice(0, most_rows), rows > most_rows or size > most_bytes


def _distinct(names: list[str]) -> list[str]:
    """Names of columns, with a number behind those that come again: tables and JSON hold each name once."""
    found: list[str] = []
    for name in names:
        number, unique = 1, name
        while unique in found:
            number, unique = number + 1, f"{name}_{number}"
        found.append(unique)
    return found


def _sentence(error: Exception) -> str:
    text = str(error).strip()
    return INTERRUPTED if isinstance(error, duckdb.InterruptException) else text[:2000]


if __name__ == "__main__":
    main()
