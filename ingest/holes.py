"""What GH Archive is known never to have had: config/archive_holes.yaml."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from settings import ROOT, DuckstatsError, yaml_of

FILE = "archive_holes.yaml"
KINDS = ("absent", "broken", "thin")


@dataclass(frozen=True)
class Hole:
    """Hours of [since, until), UTC: absent, broken (there, but no file of events), or thin (most events missing)."""

    since: datetime
    until: datetime
    kind: str
    reason: str


@cache
def load(config_dir: Path) -> tuple[Hole, ...]:
    """The holes that a config folder lists, or the checkout's own where it has no such file."""
    path = config_dir / FILE
    path = path if path.exists() else ROOT / "config" / FILE
    try:
        return tuple(_hole(entry) for entry in yaml_of(path.read_text(encoding="utf-8")) or [])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise DuckstatsError(f"{path}: {str(error).splitlines()[0]}.") from None


def known(holes: tuple[Hole, ...], at: datetime) -> Hole | None:
    """The hole that explains why an hour cannot be had; thin hours can."""
    return next((hole for hole in holes if hole.kind != "thin" and hole.since <= at < hole.until), None)


def rows(config_dir: Path) -> list[dict[str, Any]]:
    """Rows of raw.archive_holes."""
    return [vars(hole) for hole in load(config_dir)]


def _hole(entry: dict[str, str]) -> Hole:
    hole = Hole(_hour(entry["since"]), _hour(entry["until"]), entry["kind"], entry["reason"])
    if hole.kind not in KINDS or hole.since >= hole.until:
        raise ValueError(f"a hole has since before until and a kind of {', '.join(KINDS)}, not {entry}")
    return hole


def _hour(value: Any) -> datetime:
    return datetime.fromisoformat(str(value))
