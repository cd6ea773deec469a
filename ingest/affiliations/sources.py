"""Affiliation files wherever they are: at a public address, in a checkout of cncf/gitdm, in a folder, or single."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from ingest import web
from ingest.registry_yaml import shown
from settings import DuckstatsError, without_password

# What a checkout of cncf/gitdm holds.
JSON, TEXT = "github_users.json", "developers_affiliations"


def files(source: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each affiliation file of a source: an address of a file or a tree, a folder, or a file.

    Raises DuckstatsError when there is none, or when one cannot be read.
    """
    found = _downloaded(source.rstrip("/")) if source.startswith(("http://", "https://")) else _local(Path(source))
    name = None
    for name, data in found:
        yield name, data
    if name is None:
        raise DuckstatsError(
            f"{without_password(source)} holds no affiliations: neither {JSON} nor {TEXT}*.txt is there."
        )


def _local(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        paths = [found for found in (path / JSON, path / "src" / JSON) if found.is_file()]
        paths += sorted(path.glob(f"{TEXT}*.txt"), key=lambda found: (len(found.name), found.name))
    else:
        paths = [path]
    for found in paths:
        try:
            yield shown(found), found.read_bytes()
        except OSError as error:
            raise DuckstatsError(f"{found} cannot be read ({error.strerror}).") from None


def _downloaded(address: str) -> Iterator[tuple[str, bytes]]:
    import requests

    with web.session() as session:
        try:
            if address.endswith((".json", ".txt")):
                yield from _page(session, address)
                return
            yield from _page(session, f"{address}/src/{JSON}")
            yield from _page(session, f"{address}/{TEXT}.txt")
            # The files are numbered from 1 without gaps, as many as there are.
            for number in count(1):
                pages = list(_page(session, f"{address}/{TEXT}{number}.txt"))
                if not pages:
                    return
                yield from pages
        except requests.RequestException as error:
            place = without_password(address)
            raise DuckstatsError(
                f"{place} cannot be read ({type(error).__name__}): try again later, or give --source a folder."
            ) from None


def _page(session: Any, address: str) -> Iterator[tuple[str, bytes]]:
    content = web.page(session, address)
    if content is not None:
        yield address.rsplit("/", 1)[-1], content
