"""The registry as rows of raw tables, written only when they differ from what is there."""

from typing import TYPE_CHECKING, Any

from ingest import holes
from ingest.landing import Landing, arrow_table, contract

if TYPE_CHECKING:
    from ingest.registry import Registry

Rows = list[dict[str, Any]]


def registry_rows(registry: "Registry") -> dict[str, Rows]:
    """Rows of each raw table that the registry fills."""
    return {
        "projects": [
            {
                "project": key,
                "name": project.name,
                "maturity": project.maturity,
                "accepted_on": project.accepted,
                "incubating_on": project.incubating,
                "graduated_on": project.graduated,
                "archived_on": project.archived,
                "main_repo": project.main_repository,
                "release_tag_pattern": project.release_tags,
            }
            for key, project in registry.projects.items()
        ],
        "project_rules": [{"project": key, "kind": kind, "value": value} for key, kind, value in registry.rules()],
        "repo_group_rules": [
            {"project": project, "group_name": group, "kind": kind, "value": value}
            for rules in registry.groups
            for project, group, kind, value in rules.rules()
        ],
        "archive_holes": holes.rows(registry.config_dir),
        "bot_rules": [{"kind": kind, "pattern": pattern} for kind, pattern in registry.bots.rules()],
        "agent_signatures": [
            {"tool": tool, "kind": kind, "value": value} for tool, kind, value in registry.bots.signed()
        ],
        "company_names": [{"company": company, "name": name} for company, name in registry.companies.names()],
        "acquisitions": [
            {"company": company, "buyer": buyer, "acquired_on": day}
            for company, buyer, day in registry.companies.acquisitions()
        ],
    }


def replace_if_changed(landing: Landing, table: str, rows: Rows, source: str | None = None) -> bool:
    """Put `rows` in place of the table's, or of one source's, unless they are the same but for `day`.

    Call it inside a transaction. Returns whether it wrote.
    """
    columns = ", ".join(f'"{name}"' for name in contract()[table] if name != "day")
    where, values = ("WHERE source = ?", [source]) if source else ("", [])
    connection = landing.connection
    connection.register("wanted", landing.without_hidden(table, arrow_table(table, rows)))
    try:
        there = f"SELECT {columns} FROM raw.{table} {where}"
        same = f"""
            SELECT (SELECT COUNT(*) FROM ({there})) = (SELECT COUNT(*) FROM wanted)
            AND NOT EXISTS (SELECT {columns} FROM wanted EXCEPT ALL ({there}))
        """
        result = connection.execute(same, values * 2).fetchone()
    finally:
        connection.unregister("wanted")
    if result and result[0]:
        return False
    landing.replace(table, rows, source)
    return True
