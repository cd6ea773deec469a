"""docs/devstats-parity.md: each dashboard and each SQL file of DevStats, and the metric and page that answers here.

Written by `make docs` from the headers of the metrics (`devstats`, `differs`), the list of DevStats' dashboards beside
this module, and the pages that name a metric.
"""

import ast
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from settings import yaml_of
from warehouse import catalog
from warehouse.catalog import Metric

HERE = Path(__file__).parent
SETS = {
    "standard": "Standard dashboards, of every project",
    "kubernetes": "Kubernetes dashboards",
    "all": "All-CNCF dashboards, beside the standard ones",
}
TWIN = "_repos"  # DevStats has an SQL file of its own for repositories; here every metric takes for_repo
# What a dashboard of a set shows at first, in words of the filter bar: by week, humans, of one project or of all.
ASKED = {
    "standard": {"project": "kubernetes", "every": "week", "who": "humans"},
    "kubernetes": {"project": "kubernetes", "every": "week", "who": "humans"},
    "all": {"every": "week", "who": "humans"},
}
SHARED = ("panels.py", "figures.py")  # panels that several pages have
GENERAL = "metrics"  # the page that shows every metric


def main() -> None:
    """Print the page."""
    print(page(), end="")


def page() -> str:
    """The page as Markdown."""
    known = yaml_of((HERE / "devstats.yaml").read_text(encoding="utf-8"))
    parts = [INTRODUCTION]
    for key, title in SETS.items():
        parts += [f"## {title}: {len(known[key])}\n", *_dashboards(known[key], key)]
    names = {sql for key in SETS for board in known[key].values() for sql in board["sql"]} | set(known["others"])
    parts += [f"## SQL files and live queries: {len(names)}\n", *_files(sorted(names))]
    parts += [f"DevStats has, and never runs: {', '.join(known['never_run'])}."]
    return "\n".join(parts) + "\n"


INTRODUCTION = """# DevStats and duckstats

Written by `make docs`; edit the headers of `warehouse/metrics/` (`devstats`, `differs`) or `dashboards/devstats.yaml`.

What DevStats splits over a file for groups and a twin for repositories is one metric here, with `for_group` and
`for_repo`. What it computes for fixed ranges and periods is asked here for any `since`, `until` and `every`. "Same
numbers" means: by the same definition. Numbers in "register" are those of the known defects of DevStats; where a metric
has the parameter `reading`, 'devstats' gives its reading. How many of its numbers are equal, row by row:
`python -m tests.devstats`. Links go on from the address of your dashboards; put your project's key in place of
`kubernetes`, and add `group=...` for one repository or a group of them.

DevStats' Kubernetes set gives work on `cmd/kubeadm/` and `cluster/` of kubernetes/kubernetes to SIG Cluster Lifecycle.
So does duckstats with commits and comments on diffs, whose paths are known, not with pushes:
[how](decisions/017-groups-by-path.md).
"""


def _dashboards(boards: dict[int, dict[str, Any]], key: str) -> list[str]:
    lines = ["| no. | DevStats dashboard | metric | page and filters | numbers |", "| ---: | --- | --- | --- | --- |"]
    for number, board in boards.items():
        found = unique(metric for sql in board["sql"] for metric in answering(sql))
        lines.append(f"| {number} | {board['title']} | {_names(found)} | {link(found, key)} | {_verdict(found)} |")
    return [*lines, ""]


def _files(names: list[str]) -> list[str]:
    lines = ["| DevStats SQL | metric | page | numbers |", "| --- | --- | --- | --- |"]
    for name in names:
        found = answering(name)
        lines.append(f"| {name} | {_names(found)} | {_pages(found)} | {_verdict(found)} |")
    return [*lines, ""]


def answering(sql: str) -> list[Metric]:
    """The metrics whose headers name a file of DevStats; the twin for repositories is answered by the same ones."""
    found = [metric for metric in catalog.metrics().values() if sql in metric.header.devstats]
    return found or (answering(sql.removesuffix(TWIN)) if sql.endswith(TWIN) else [])


def unique(metrics: Any) -> list[Metric]:
    """Metrics in their order, each once."""
    return list({metric.name: metric for metric in metrics}.values())


@cache
def pages() -> dict[str, list[str]]:
    """Metric -> slugs of the pages that name it, by themselves or through a panel that several pages share."""
    shared = {
        name: _named(node)
        for module in SHARED
        for node in ast.parse((HERE / module).read_text(encoding="utf-8")).body
        for name in _defined(node)
    }
    shown: dict[str, list[str]] = {}
    for path in sorted((HERE / "pages").glob("[0-9]*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        words = _named(tree).union(*(shared[name] for name in called & shared.keys()))
        for name in words & catalog.metrics().keys():
            shown.setdefault(name, []).append(path.stem.split("_", 1)[1])
    return shown


def link(found: list[Metric], key: str) -> str:
    """The address of the page that shows most of these metrics, with the filters that a dashboard of this set has."""
    shown = [slug for metric in found for slug in pages().get(metric.name, [])]
    if not shown:
        return f"/{GENERAL}?metric={found[0].name}" if found else ""
    # Of several that show as many, the first one of the menu that has the filters.
    page = max(filters(), key=lambda slug: (shown.count(slug), len(ASKED[key].keys() & filters()[slug])))
    asked = {word: value for word, value in ASKED[key].items() if word in filters()[page]}
    return f"/{page}?{urlencode(asked)}" if asked else f"/{page}"


@cache
def filters() -> dict[str, list[str]]:
    """Slug of a page, in the menu's order -> words of its filter bar."""
    return {
        path.stem.split("_", 1)[1]: [
            argument.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "bar"
            for argument in node.args
            if isinstance(argument, ast.Constant)
        ]
        for path in sorted((HERE / "pages").glob("[0-9]*.py"))
    }


def _defined(node: ast.stmt) -> list[str]:
    """The names that a statement of a module gives to a function or a value."""
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _named(tree: ast.AST) -> set[str]:
    """What is called by name: the first text of a call, alone or behind what draws it. Others name columns."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    first = ([one.value for one in call.args[:2] if isinstance(one, ast.Constant)][:1] for call in calls)
    return {text for texts in first for text in texts if isinstance(text, str)}


def _names(found: list[Metric]) -> str:
    return ", ".join(f"[{metric.name}](metrics.md#{metric.name})" for metric in found)


def _pages(found: list[Metric]) -> str:
    slugs = {slug for metric in found for slug in pages().get(metric.name, [])}
    return ", ".join(f"/{slug}" for slug in sorted(slugs)) or (f"/{GENERAL}?metric={found[0].name}" if found else "")


def _verdict(found: list[Metric]) -> str:
    if not found:
        return "not yet"
    reasons = list(dict.fromkeys(" ".join(m.header.differs.split()) for m in found if m.header.differs))
    return "differs: " + "; ".join(reasons) if reasons else "same numbers"


if __name__ == "__main__":
    main()
