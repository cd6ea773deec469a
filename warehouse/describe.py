"""Metric headers as text: the list, one metric explained, and the reference page docs/metrics.md."""

from settings import DuckstatsError
from warehouse import catalog
from warehouse.catalog import Metric


def listing(words: str = "") -> str:
    """One line per metric: name and question. With words, those metrics whose header has all of them, whatever their
    case: in a name, title, definition, column, parameter, or the name that DevStats or CHAOSS has for it.

    Raises DuckstatsError when there is none.
    """
    wanted = words.lower().replace("-", "_").split()
    found = [metric for metric in catalog.metrics().values() if all(word in _searched(metric) for word in wanted)]
    if not found:
        raise DuckstatsError(f"No metric has all of {words!r} in its header: fewer words find more.")
    width = max(len(metric.name) for metric in found)
    return "".join(f"{metric.name.ljust(width)}  {metric.header.question}\n" for metric in found)


def _searched(metric: Metric) -> str:
    return f"{metric.name} {metric.header.model_dump_json()} {' '.join(metric.parameters)}".lower()


def explained(metric: Metric) -> str:
    """Everything a metric says of itself, for a terminal."""
    header = metric.header
    lines = [
        f"{header.title}: {header.question}",
        "",
        header.definition.strip(),
        "",
        f"{header.grain}; in {header.unit}",
    ]
    lines += ["", "Parameters"]
    for name, parameter in metric.parameters.items():
        choices = f" ({', '.join(map(str, parameter.choices))})" if parameter.choices else ""
        lines.append(
            f"  --{name.removeprefix('for_').replace('_', '-')}  {parameter.help}{choices} [{parameter.default}]"
        )
    lines += ["", "Columns", *(f"  {name}  {meaning}" for name, meaning in header.columns.items())]
    lines += ["", f"DevStats: {_named(header.devstats)}" + (f"; {header.differs.strip()}" if header.differs else "")]
    lines += [f"CHAOSS: {_named(header.chaoss)}"] if header.chaoss else []
    lines += ["", f"SQL: {metric.call({})}"]
    return "\n".join(lines) + "\n"


def reference() -> str:
    """docs/metrics.md: every metric with definition, parameters, columns, equivalents and SQL."""
    parts = ["# Metrics\n", "Written by `make docs` from the headers of `warehouse/metrics/`; edit those.\n"]
    parts += [f"* [{metric.name}](#{metric.name}): {metric.header.question}" for metric in catalog.metrics().values()]
    parts += [""]
    return "\n".join(parts + [_section(metric) for metric in catalog.metrics().values()])


def _named(equivalents: list[str]) -> str:
    return ", ".join(equivalents) or "nothing like it"


def _section(metric: Metric) -> str:
    header = metric.header
    parameters = [
        f"| `{name}` | {parameter.help} | `{parameter.default}` |" for name, parameter in metric.parameters.items()
    ]
    columns = [f"| `{name}` | {meaning} |" for name, meaning in header.columns.items()]
    equivalents = [f"* DevStats: {_named(header.devstats)}"]
    equivalents += [f"* Differs from it: {header.differs.strip()}"] if header.differs else []
    equivalents += [f"* CHAOSS: {_named(header.chaoss)}"] if header.chaoss else []
    lines = [
        f"## {metric.name}\n",
        f"**{header.title}.** {header.question} {header.definition.strip()}\n",
        f"{header.grain.capitalize()}; in {header.unit}. Parts add up: {', '.join(header.adds_up) or 'no'}.\n",
        "| parameter | meaning | default |\n| --- | --- | --- |",
        *parameters,
        "\n| column | meaning |\n| --- | --- |",
        *columns,
        "",
        *equivalents,
        f"\n```sql\n{metric.body}\n```\n",
    ]
    return "\n".join(lines)
