"""A project as the YAML that a person would have written."""

from collections.abc import Mapping
from typing import Any

import yaml

ORDER = (
    "name",
    "maturity",
    "accepted",
    "incubating",
    "graduated",
    "archived",
    "main_repository",
    "release_tags",
    "organizations",
    "repositories",
    "patterns",
    "exclude",
)
WIDTH = 100


def project_yaml(values: Mapping[str, Any]) -> str:
    """The text of a project's file, keys in their usual order, without the empty ones."""
    return "".join(_entry(key, values[key]) for key in ORDER if values.get(key))


def _entry(key: str, value: Any) -> str:
    if not isinstance(value, list):
        return f"{key}: {_scalar(value, key == 'release_tags')}\n"
    items = [_scalar(item, key == "patterns") for item in value]
    short = f"{key}: [{', '.join(items)}]\n"
    if len(short) <= WIDTH and key != "patterns":
        return short
    return f"{key}:\n" + "".join(f"  - {item}\n" for item in items)


def _scalar(value: Any, quoted: bool) -> str:
    style = "'" if quoted else None
    # In a flow list, so that what is special there is quoted too.
    text = yaml.safe_dump([value], default_flow_style=True, default_style=style, width=10_000, allow_unicode=True)
    return text.strip()[1:-1]
