"""A new project's file: tried against the whole registry first, then written at once or not at all."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ingest import registry
from ingest.registry_render import project_yaml
from ingest.registry_yaml import shown
from settings import DuckstatsError


def add(config_dir: Path, key: str, values: Mapping[str, Any]) -> Path:
    """Write config/projects/<key>.yaml and return its path. Raises DuckstatsError, leaving nothing behind."""
    if not registry.KEY.fullmatch(key):
        raise DuckstatsError(f"{key!r} cannot be a project's key: use a-z, 0-9 and -.")
    path = config_dir / "projects" / f"{key}.yaml"
    if path.exists():
        raise DuckstatsError(f"{shown(path)} exists already: edit it, or choose another key.")
    text = project_yaml({**values, "accepted": _date(values.get("accepted"))})
    _, problems = registry.inspect(config_dir, {key: text})
    if problems:
        raise DuckstatsError("; ".join(map(str, problems)) + ". Nothing was written.")
    # A hidden name, which reading the registry leaves out, until the text is whole.
    draft = path.with_name(f".{key}.draft")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.rename(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise DuckstatsError(f"{shown(path)} cannot be written ({error.strerror}).") from None
    return path


def _date(text: str | None) -> date | str | None:
    # A date is written bare; what is none goes to the registry's check as it is, which says what is wrong with it.
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
