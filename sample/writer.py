"""Hour files: one for every hour, in the order of time, empty ones too, as a mirror of the archive has them."""

from datetime import UTC, datetime
from pathlib import Path

from isal import igzip

from sample.rhythm import HOUR
from settings import DuckstatsError

MARK = "SAMPLE_DATA"
SAYS = "Generated: the people and companies in these files, and everything they do, are invented.\n"


class Hours:
    """Writes lines that come in the order of time; `count` is the number of files."""

    def __init__(self, folder: Path, first: int) -> None:
        self.folder, self.hour = folder, first // HOUR
        self.lines: list[bytes] = []
        self.count = 0
        self.empty = _packed(b"")
        _prepare(folder)

    def write(self, at: int, line: bytes) -> None:
        """A line of that second."""
        if at // HOUR != self.hour:
            self.until(at)
        self.lines.append(line)

    def until(self, at: int) -> None:
        """Finish every hour that ends at `at` or before."""
        while self.hour < at // HOUR:
            hour = datetime.fromtimestamp(self.hour * HOUR, UTC)
            data = _packed(b"".join(self.lines)) if self.lines else self.empty
            (self.folder / f"{hour:%Y-%m-%d}-{hour.hour}.json.gz").write_bytes(data)
            self.lines.clear()
            self.hour += 1
            self.count += 1


def _packed(data: bytes) -> bytes:
    # Without a time of its own, the same events give the same bytes.
    return igzip.compress(data, 1, mtime=0)


def _prepare(folder: Path) -> None:
    """Mark the folder, and empty it of an earlier sample: its event ids would come twice.

    Raises DuckstatsError for a folder with hours that are no sample.
    """
    folder.mkdir(parents=True, exist_ok=True)
    earlier = list(folder.glob("*.json.gz"))
    if earlier and not (folder / MARK).exists():
        raise DuckstatsError(f"{folder} holds hours that are no sample: name another folder.")
    for path in earlier:
        path.unlink()
    (folder / MARK).write_text(SAYS, encoding="utf-8")
