"""A server of hour files on loopback, which can do wrong all that a network and a server can."""

import gzip
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

FAULTS = ["cut", "cut", "reset", "short length", "long length", "403", "404", "429", "429 after", "500", "503",
          "503 after", "503 date", "drip", "loop", "corrupt", "empty", "html", "wrong range", "ignore range"]  # fmt: skip


def event(number: int, at: str = "2024-03-01T05:00:00Z", repo: tuple[int, str] = (2, "x/y"), **fields: Any) -> bytes:
    """One line of an hour file."""
    usual = {
        "id": str(number),
        "type": "WatchEvent",
        "actor": {"id": 1, "login": "ann"},
        "repo": {"id": repo[0], "name": repo[1]},
        "payload": {"action": "started"},
        "created_at": at,
    }
    return orjson.dumps(usual | fields) + b"\n"


@dataclass
class Site:
    """What the server has and how it misbehaves. `fault` gives the fault of a request, by file and how often asked."""

    files: dict[str, bytes]
    fault: Callable[[str, int], str | None] = lambda _name, _count: None
    delay: float = 0.0
    with_etag: bool = True
    is_chunked: bool = False  # whole files in chunks, without a length
    asked: Counter[str] = field(default_factory=Counter)
    served: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    ranges: int = 0
    connections: int = 0
    url: str = ""
    lock: Any = field(default_factory=threading.Lock)

    def etag(self, name: str) -> str:
        """Changes with the content."""
        return f'"{hash(self.files[name]) & 0xFFFFFFFF:x}"'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site

    def setup(self) -> None:
        super().setup()
        self.site.connections += 1

    def do_HEAD(self) -> None:
        self._answer(200 if self.path.rsplit("/", 1)[-1] in self.site.files else 404, b"")

    def do_GET(self) -> None:
        site, name = self.site, self.path.rsplit("/", 1)[-1]
        with site.lock:
            site.asked[name] += 1
            fault = site.fault(name, site.asked[name])
            if fault:
                site.faults[fault] += 1
        if site.delay:
            time.sleep(site.delay)
        if fault == "reset":
            self.close_connection = True
        elif fault == "loop":
            self._answer(302, b"", Location=self.path)
        elif fault and fault[:3].isdecimal():
            later = {"after": "0", "date": "Thu, 01 Jan 2015 00:00:00 GMT"}.get(fault[4:])
            self._answer(int(fault[:3]), b"no", **({"Retry-After": later} if later else {}))
        elif fault == "html":
            self._answer(200, b"<html><body>Sorry</body></html>")
        elif fault == "empty":
            self._answer(200, b"")
        elif name not in site.files:
            self._answer(404, b"<Error>NoSuchKey</Error>")
        elif site.with_etag and self.headers.get("If-None-Match") == site.etag(name):
            self._answer(304, b"")
        else:
            self._file(name, site.files[name], fault)

    def _file(self, name: str, body: bytes, fault: str | None) -> None:
        site, status, more, start = self.site, 200, {}, 0
        wanted = self.headers.get("Range")
        if site.with_etag:
            more["ETag"] = site.etag(name)
        if wanted and fault != "ignore range" and self.headers.get("If-Range", more.get("ETag")) == more.get("ETag"):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            site.ranges += 1
            if start >= len(body):
                self._answer(416, b"")
                return
            shown = start + (7 if fault == "wrong range" else 0)
            status, more["Content-Range"] = 206, f"bytes {shown}-{len(body) - 1}/{len(body)}"
        if fault == "corrupt":
            middle = max(12, len(body) // 2)
            body = body[:middle] + bytes(byte ^ 0x5A for byte in body[middle : middle + 9]) + body[middle + 9 :]
        rest, length = body[start:], len(body) - start
        if fault == "long length":
            length += 100
        elif fault == "short length":
            length = max(1, length // 2)
        if fault in ("cut", "wrong range", "ignore range"):
            rest = rest[: random.randrange(len(rest))]
        if fault == "short length":
            rest = rest[:length]
        if site.is_chunked and not start:
            self._chunks(rest, more, fault)
            return
        self._head(status, length, more)
        if fault == "drip":
            self._drip(rest)
        else:
            self.wfile.write(rest)
        if len(rest) < length or fault:
            self.close_connection = True
        else:
            site.served[name] += 1

    def _chunks(self, rest: bytes, more: dict[str, str], fault: str | None) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        for key, value in more.items():
            self.send_header(key, value)
        self.end_headers()
        for start in range(0, len(rest), 500):
            part = rest[start : start + 500]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        if fault:
            self.close_connection = True  # without the empty chunk that ends the file
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _drip(self, rest: bytes) -> None:
        for byte in rest[:20]:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.05)

    def _answer(self, status: int, body: bytes, **more: str) -> None:
        self._head(status, len(body), more)
        self.wfile.write(body)

    def _head(self, status: int, length: int, more: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for key, value in more.items():
            self.send_header(key, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the other side went away
            self.close_connection = True


@contextmanager
def serving(site: Site, port: int = 0) -> Iterator[Site]:
    """Serve the site on loopback; its address is `site.url`."""
    handler = type("SiteHandler", (Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        site.url = f"http://127.0.0.1:{server.server_port}"
        yield site
        server.shutdown()


def hour_files(count: int, events: int = 40, day: str = "2024-03") -> dict[str, bytes]:
    """Consecutive hours from the first of the month; every third is made of two gzip members.

    The first member is the shorter one: a file cut in half at their border would be a whole file to anybody.
    """
    files = {}
    for number in range(count):
        date, hour = f"{day}-{1 + number // 24:02}", number % 24
        lines = [
            event(1000 * number + n, f"{date}T{hour:02}:00:{n % 60:02}Z", payload={"ref": random.Random(n).randbytes(60).hex()})
            for n in range(events)
        ]  # fmt: skip
        half = len(lines) // 4 if number % 3 == 0 else len(lines)
        parts = [b"".join(lines[:half]), b"".join(lines[half:])]
        files[f"{date}-{hour}.json.gz"] = b"".join(gzip.compress(part, mtime=0) for part in parts if part)
    return files
