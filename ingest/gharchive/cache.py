"""Downloaded hour files kept on disk, below a size: those used longest ago go first."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Version:
    """A file's version as a server states it: its tag, or without one its length."""

    etag: str | None
    size: int | None

    def is_same(self, other: "Version") -> bool:
        """Whether nothing tells them apart and something was there to compare."""
        if self.etag and other.etag:
            return self.etag == other.etag and (None in (self.size, other.size) or self.size == other.size)
        return self.size is not None and self.size == other.size


@dataclass(frozen=True)
class Kept:
    """A file in the cache and its version."""

    path: Path
    version: Version


@dataclass(frozen=True)
class Cache:
    """A folder of hour files and the bytes it may hold. Several processes may share it."""

    folder: Path
    limit: int

    def find(self, address: str) -> Kept | None:
        """The whole file of an address, if it is here."""
        path = self._path(address)
        try:
            note = json.loads(_note(path).read_text(encoding="utf-8"))
            if path.stat().st_size != note["size"]:
                return None
            os.utime(path)
            return Kept(path, Version(note["etag"], note["size"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def writer(self, address: str) -> "Writer":
        """Takes an address' bytes as they pass by."""
        return Writer(self, self._path(address))

    def shrink(self, needed: int = 0) -> None:
        """Remove the files used longest ago until `needed` more bytes fit."""
        files = [(path, _stat(path)) for path in self.folder.rglob("*.gz")]
        known = sorted((stat.st_mtime, stat.st_size, path) for path, stat in files if stat)
        size = sum(entry[1] for entry in known) + needed
        for _, length, path in known:
            if size <= self.limit:
                return
            _note(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            size -= length

    def _path(self, address: str) -> Path:
        parts = urlsplit(address)
        names = [part for part in parts.path.split("/") if part not in ("", ".", "..")]
        return self.folder.joinpath(parts.netloc.rpartition("@")[2].replace(":", "_"), *names)


class Writer:
    """Bytes on their way into the cache. A cache that cannot be written costs nothing but itself."""

    def __init__(self, cache: Cache, path: Path) -> None:
        self.cache, self.path, self.size = cache, path, 0
        self.part = path.with_name(f".{path.name}.{os.getpid()}.part")
        self.file: BinaryIO | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.part.open("wb")
        except OSError:
            self.discard()

    def write(self, data: memoryview) -> None:
        """Keep the next bytes; a full disk, or a file larger than the cache, ends keeping."""
        self.size += len(data)
        try:
            if self.file and self.size <= self.cache.limit:
                self.file.write(data)
            else:
                self.discard()
        except OSError:
            self.discard()

    def keep(self, etag: str | None) -> None:
        """The file is whole: let it be found. Without a version from the server it could never be trusted again."""
        if not self.file or not etag:
            self.discard()
            return
        try:
            self.file.close()
            self.cache.shrink(self.size)
            _note(self.path).unlink(missing_ok=True)
            self.part.replace(self.path)
            _note(self.path).write_text(json.dumps({"etag": etag, "size": self.size}), encoding="utf-8")
            self.file = None
        except OSError:
            self.discard()

    def discard(self) -> None:
        """Leave nothing behind."""
        if self.file:
            self.file.close()
            self.file = None
        self.part.unlink(missing_ok=True)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
