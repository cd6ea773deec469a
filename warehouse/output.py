"""Results of commands: to the terminal, or to a file that is whole or not there."""

import secrets
import sys
from pathlib import Path

import pyarrow as pa
import typer

from settings import DuckstatsError
from warehouse import formats


def write(table: pa.Table, format_: str, output: Path | None) -> None:
    """Rows in one of the formats. Raises typer.BadParameter for a format that is none."""
    put(encoder(format_)(table), output)


def encoder(format_: str) -> "formats.Encoder":
    """What turns rows into bytes of that format. Raises typer.BadParameter for one that is none."""
    if format_ not in formats.FORMATS:
        raise typer.BadParameter(f"--format is one of {', '.join(formats.FORMATS)}; not {format_!r}")
    return formats.FORMATS[format_]


def put(data: bytes, output: Path | None) -> None:
    """Bytes to the file, in one step, or to the terminal. Raises DuckstatsError when the file cannot be written."""
    if output is None:
        sys.stdout.buffer.write(data)
        return
    part = output.with_name(f".{output.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(data)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DuckstatsError(f"{output} cannot be written: {error.strerror}.") from None
