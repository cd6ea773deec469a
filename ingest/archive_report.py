"""What an ingest of archive hours did."""

from dataclasses import dataclass


@dataclass
class ArchiveReport:
    """What an ingest did, in hours. `exit_code` is 1 when something asked for could not be taken.

    `awaited` hours are absent and young: the next run asks again. `holes` are known never to have been there,
    `unchanged` ones were asked for anew, `unreached` ones left no trace as their server was away.
    """

    complete: int = 0
    skipped: int = 0
    unchanged: int = 0
    awaited: int = 0
    holes: int = 0
    absent: int = 0
    broken: int = 0
    unreached: int = 0
    events: int = 0
    bad_lines: int = 0
    size_bytes: int = 0
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        """Hours that were asked for."""
        outcomes = (self.complete, self.unchanged, self.awaited, self.holes, self.absent, self.broken, self.unreached)
        return sum(outcomes)

    @property
    def exit_code(self) -> int:
        """0 when everything asked for was taken."""
        return 1 if self.absent or self.broken or self.unreached or self.bad_lines else 0

    def __str__(self) -> str:
        words = {
            "unchanged": "were asked for again and had not changed",
            "awaited": "not there yet",
            "holes": "known never to have been there",
            "unreached": "not reached",
        }
        more = "".join(f"{getattr(self, name):,} {text}, " for name, text in words.items() if getattr(self, name))
        return (
            f"archive: {self.complete:,} hours with {self.events:,} events in {self.seconds:.1f} s; "
            f"{self.skipped:,} were there already, {more}{self.absent:,} absent, {self.broken:,} broken, "
            f"{self.bad_lines:,} lines unreadable"
        )
