"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

Advance = Callable[[str, int], None]
PAUSE = 5.0


@contextmanager
def progress(title: str, total: int, total_bytes: int = 0, wanted: bool | None = None) -> Iterator[Advance]:
    """Yields what to call after each hour with its name and its bytes.

    `total_bytes` is what will be read in all, 0 when that is unknown. `wanted` is True for the bar, False for nothing,
    None for what suits standard error.
    """
    if wanted is False or not total:
        yield lambda _name, _size: None
    elif wanted or sys.stderr.isatty():
        with _bar(title, total, total_bytes) as advance:
            yield advance
    else:
        yield _Lines(title, total, total_bytes)


class _Meter:
    """Bytes read so far and what is left of the time and the bytes."""

    def __init__(self, total: int, total_bytes: int) -> None:
        self.started, self.size, self.done = time.monotonic(), 0, 0
        self.total, self.total_bytes = total, total_bytes

    def add(self, size: int) -> str:
        """Count one more hour; the rate and what is left, in words."""
        self.size, self.done = self.size + size, self.done + 1
        spent = max(1e-3, time.monotonic() - self.started)
        left = (self.total - self.done) * spent / self.done
        rate = f"{self.size / 1e6 / spent:.1f} MB/s"
        if not self.total_bytes:
            return f"{rate}, {duration(left)} left"
        remaining = max(0, self.total_bytes - self.size)
        return f"{rate}, {self.total - self.done:,} hours, {volume(remaining)} and {duration(left)} left"


@contextmanager
def _bar(title: str, total: int, total_bytes: int) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task, meter = bar.add_task(title, total=total, rate=""), _Meter(total, total_bytes)
        yield lambda name, size: bar.update(task, advance=1, description=f"{title} {name}", rate=meter.add(size))


class _Lines:
    """A line every few seconds, for logs."""

    def __init__(self, title: str, total: int, total_bytes: int) -> None:
        self.title, self.said, self.meter = title, time.monotonic(), _Meter(total, total_bytes)

    def __call__(self, name: str, size: int) -> None:
        words = self.meter.add(size)
        if time.monotonic() - self.said > PAUSE:
            self.said = time.monotonic()
            typer.echo(f"{self.title}: {self.meter.done:,} of {self.meter.total:,}, {name}: {words}", err=True)


def duration(seconds: float) -> str:
    """Seconds as people say them: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def volume(size: float) -> str:
    """Bytes as people say them: 85 MB, 1.2 GB."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
