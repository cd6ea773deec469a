"""How to download, and the ways in which it can end."""

from dataclasses import dataclass

from ingest.gharchive.cache import Cache
from settings import Settings

NO_CONNECTION = "no connection"


@dataclass(frozen=True)
class Fetch:
    """How to download; see settings.py for the meaning of each."""

    timeout: float = 60.0
    retries: int = 5
    wait: float = 1.0
    proxy: str | None = None
    cache: Cache | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Fetch":
        """What the settings say."""
        limit = int(settings.cache_gb * 1e9)
        cached = Cache(settings.cache_dir, limit) if settings.cache_dir else None
        return cls(settings.timeout_seconds, settings.retries, settings.retry_wait_seconds, settings.proxy, cached)


class Unchanged(Exception):
    """The server still has the version that is known."""


class Changed(Exception):
    """The file was replaced while it was read."""


class Refused(Exception):
    """An answer that trying again does not change."""


class Broken(Exception):
    """A failure that may pass: of the network, or of a server that is busy. `wait` is what the server asks for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Unreached(Broken):
    """There is no connection, or the server is too busy to say anything of the file."""
