"""The answers in docs/devstats-api.md: `python -m tests.transcripts --data-dir DIR` writes those of a build there."""

import argparse
import os
import re
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.testclient import TestClient

from settings import ROOT

PAGE = ROOT / "docs" / "devstats-api.md"
CALL = re.compile(r"^(\$ curl -s \S+/api/v1 -d '(?P<body>.+)'\n)(?P<answer>[^`]*)", re.MULTILINE)
SHOWN = 6


def client() -> TestClient:
    """A client of the API on the data folder of the environment."""
    from dashboards import api

    return TestClient(Starlette(routes=api.ROUTES))


def written(text: str, asked: TestClient) -> str:
    """The page with the answers that the server gives now."""
    return CALL.sub(lambda found: found[1] + answer(asked, found["body"]) + "\n", text)


def answer(asked: TestClient, body: str) -> str:
    """One answer, with its long arrays cut."""
    response = asked.post("/api/v1", content=body)
    status = "" if response.status_code == 200 else f"HTTP {response.status_code} "
    return status + orjson.dumps(_cut(response.json())).decode()


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(part) for name, part in value.items()}
    if isinstance(value, list) and len(value) > SHOWN:
        return [*value[: SHOWN - 1], f"... {len(value) - SHOWN + 1} more"]
    return value


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, required=True)
    os.environ["DUCKSTATS_DATA_DIR"] = str(parser.parse_args().data_dir)
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), client()), encoding="utf-8")


if __name__ == "__main__":
    main()
