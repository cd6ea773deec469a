"""Signs of wrong merges, as the published file lists them, for a terminal."""

import duckdb

from settings import DuckstatsError, Settings

ASKED = "SELECT login, name, reason, detail, contributions FROM suspicious_merges(for_project := ?, who := 'all')"


def report(settings: Settings, project: str) -> str:
    """One paragraph a sign, the person with most contributions first. Raises DuckstatsError when there is no build."""
    file = settings.current_link.resolve() / "duckstats.duckdb"
    if not file.exists():
        raise DuckstatsError("Nothing is published yet: run `duckstats build`, or `duckstats demo`.")
    with duckdb.connect(str(file), read_only=True) as connection:
        try:
            rows = connection.execute(ASKED, [project]).fetchall()
        except duckdb.CatalogException:
            raise DuckstatsError("The published file is of an earlier version: run `duckstats build`.") from None
    if not rows:
        return "Nothing suspicious.\n"
    lines = []
    for login, name, reason, detail, contributions in rows:
        who = " ".join(part for part in (login, f"({name})" if name else None) if part)
        lines.append(f"{who}, {contributions:,} contributions: {reason}\n  {detail}\n")
    return "".join(lines)
