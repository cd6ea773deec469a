"""Hour files from a server, as a stream that heals: what breaks off is resumed where it broke.

Bytes go from the network straight to the reader, a block at a time. While a worker scans, the kernel goes on
receiving, and other workers download: neither waits for the other.
"""

import contextlib
import io
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ingest.gharchive.cache import Version, Writer
from ingest.gharchive.fetch import NO_CONNECTION, Broken, Changed, Fetch, Refused, Unchanged, Unreached
from settings import without_password

if TYPE_CHECKING:
    import requests
    from tenacity import RetryCallState

CONNECT_TIMEOUT = 10.0
BUFFER = 1 << 18
SLOWEST = 2_000  # bytes a second, below which a transfer counts as broken
LONGEST_WAIT = 120.0  # seconds, whatever a server asks for
PROGRESS = 1 << 16  # bytes after which earlier failures of a transfer are forgiven
FRESH_STARTS = 3  # of one hour file that changes while it is read
BUSY = {408, 425, 429}


@contextmanager
def opened(address: str, fetch: Fetch, known: Version | None = None) -> Iterator["Download"]:
    """The file of an address as a readable stream.

    Raises Unchanged when the server's version is still `known`, FileNotFoundError when there is no such file,
    Refused or Broken when it cannot be had.
    """
    kept = fetch.cache.find(address) if fetch.cache and not known else None
    stream: Download
    try:
        stream = Download(address, fetch, known or (kept.version if kept else None))
    except Unchanged:
        if not kept:
            raise
        stream = _Local(kept.path, kept.version)
    except Broken:
        if not kept:
            raise
        stream = _Local(kept.path, kept.version)  # better a copy that may be old than none
    with contextlib.closing(stream):
        yield stream
        stream.keep()


class Download(io.RawIOBase):
    """The bytes of one file. `size` and `etag` are what the server says; size is None when it does not."""

    def __init__(self, address: str, fetch: Fetch, known: Version | None) -> None:
        super().__init__()
        self.address, self.fetch, self.known = address, fetch, known
        self.position, self.proven, self.failures = 0, 0, 0
        self.size: int | None = None
        self.etag: str | None = None
        self.answer: requests.Response | None = None
        self.copy: Writer | None = None
        self._persist(lambda: None)
        self.copy = fetch.cache.writer(address) if fetch.cache else None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill some of the buffer; 0 at the end, which comes only when all bytes came."""
        view = memoryview(buffer).cast("B")
        count = self._persist(lambda: self._receive(view))
        self.position += count
        if self.position - self.proven >= PROGRESS:
            self.failures, self.proven = 0, self.position
        if self.copy and count:
            self.copy.write(view[:count])
        return count

    def keep(self) -> None:
        """What was read is good: the cache may have it."""
        if self.copy:
            self.copy.keep(self.etag)

    def close(self) -> None:
        """Give the connection back."""
        self._drop()
        if self.copy:
            self.copy.discard()
        super().close()

    def _persist(self, act: Callable[[], Any]) -> Any:
        """Connect where there is no connection, then act; again, after growing pauses, while that may help."""
        from tenacity import Retrying, retry_if_exception_type

        retrying = Retrying(
            stop=lambda _: self.failures > self.fetch.retries,
            wait=self._pause,
            retry=retry_if_exception_type(Broken),
            reraise=True,
        )
        return retrying(self._attempt, act)

    def _attempt(self, act: Callable[[], Any]) -> Any:
        try:
            if self.answer is None:
                self._connect()
            return act()
        except Broken:
            self._drop()
            self.failures += 1
            raise

    def _pause(self, state: "RetryCallState") -> float:
        """Seconds: what the server asks for, or twice as long as before, give or take a half."""
        asked = getattr(state.outcome.exception(), "wait", None) if state.outcome else None
        usual = self.fetch.wait * 2 ** (self.failures - 1) * random.uniform(0.5, 1.5)
        return min(LONGEST_WAIT, max(usual, asked or 0.0))

    def _connect(self) -> None:
        """Ask for the rest of the file."""
        import requests

        try:
            answer = _session(self.fetch.proxy).get(
                self.address, stream=True, timeout=(CONNECT_TIMEOUT, self.fetch.timeout), headers=self._headers()
            )
        except (requests.TooManyRedirects, requests.URLRequired, ValueError) as error:  # ValueError: of an address
            raise Refused(f"{type(error).__name__}: {without_password(self.address)}") from None
        except (requests.RequestException, OSError):
            raise Unreached(NO_CONNECTION) from None
        try:
            self._accept(answer)
        except BaseException:
            answer.close()
            raise
        self.answer = answer
        self.since, self.received = time.monotonic(), 0

    def _headers(self) -> dict[str, str]:
        # Without encoding: what arrives is the file itself, and its length is the file's.
        headers = {"Accept-Encoding": "identity", "User-Agent": "duckstats"}
        if self.position:
            headers["Range"] = f"bytes={self.position}-"
            if self.etag and not self.etag.startswith("W/"):
                headers["If-Range"] = self.etag
        elif self.known and self.known.etag:
            headers["If-None-Match"] = self.known.etag
        return headers

    def _accept(self, answer: "requests.Response") -> None:
        status, headers = answer.status_code, answer.headers
        if status in (404, 410):
            raise FileNotFoundError(self.address)
        if status in BUSY or status >= 500:
            raise Unreached(f"the server answers {status}", _retry_after(headers.get("Retry-After")))
        if status == 304:
            raise Unchanged
        if status == 416:
            raise Changed
        if status not in (200, 206):
            raise Refused(f"the server answers {status}")
        etag, length = headers.get("ETag"), headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else None
        if self.position:
            self._resume(answer, etag, size)
            return
        if status != 200:
            raise Refused(f"the server answers {status} to a request for the whole file")
        if self.known and self.known.is_same(Version(etag, size)):
            raise Unchanged
        if size == 0:
            raise EOFError("the file is empty")
        self.etag, self.size = etag, size

    def _resume(self, answer: "requests.Response", etag: str | None, size: int | None) -> None:
        """Go on at the position, by whatever the server gives: the rest, or everything again."""
        if etag != self.etag:
            raise Changed
        if answer.status_code == 206:
            span, _, total = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
            if span.partition("-")[0] != str(self.position) or (self.size is not None and total != str(self.size)):
                raise Changed
            return
        if size != self.size:
            raise Changed
        skipped = 0
        while skipped < self.position:
            block = self._raw(answer, min(BUFFER, self.position - skipped))
            if not block:
                raise Broken("the transfer broke off")
            skipped += len(block)

    def _receive(self, view: memoryview) -> int:
        if self.size is not None and self.position >= self.size:
            return 0
        block = self._raw(self.answer, min(len(view), BUFFER))
        if not block and self.size is not None:
            raise Broken("the transfer broke off")
        self._check_pace(len(block))
        view[: len(block)] = block
        return len(block)

    def _raw(self, answer: Any, amount: int) -> bytes:
        """The next bytes that are there, at most `amount`."""
        from urllib3.exceptions import HTTPError

        try:
            return answer.raw.read1(amount, decode_content=False)
        except (HTTPError, OSError):
            raise Broken("the transfer broke off") from None

    def _drop(self) -> None:
        if self.answer is not None:
            self.answer.close()
            self.answer = None

    def _check_pace(self, count: int) -> None:
        """A server that sends a byte now and then would hold its hour for ever."""
        self.received += count
        spent = time.monotonic() - self.since
        if spent < self.fetch.timeout:
            return
        if self.received < SLOWEST * spent:
            raise Broken("the transfer is too slow")
        self.since, self.received = time.monotonic(), 0


class _Local(Download):
    """A file of the cache in a download's place."""

    def __init__(self, path: Path, version: Version) -> None:
        io.RawIOBase.__init__(self)
        self.file: BinaryIO = path.open("rb")
        self.size, self.etag, self.answer, self.copy = version.size, version.etag, None, None

    def readinto(self, buffer: Any) -> int:
        return self.file.readinto(buffer)  # type: ignore[attr-defined]

    def close(self) -> None:
        self.file.close()
        super().close()


@cache
def _session(proxy: str | None) -> "requests.Session":
    """One session a process, so that connections are used again."""
    import requests

    session = requests.Session()
    session.max_redirects = 5
    if proxy:
        session.trust_env = False  # which would put the environment's proxies first
        session.proxies = {"http": proxy, "https": proxy}
    return session


def _retry_after(text: str | None) -> float | None:
    """Seconds that a Retry-After header asks for; it may be a number or a date."""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None
