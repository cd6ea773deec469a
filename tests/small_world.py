"""A published file in memory whose tables are empty: tests put in the few rows whose answer they know."""

import hashlib
from pathlib import Path
from typing import Any

import duckdb

from settings import Settings
from warehouse import catalog, night

WHO = ("project", "repo_id", "person_id", "person_kind", "company", "other_companies")
MAIN_ROLES = ("pusher", "author", "committer", "co_author")


class SmallWorld:
    """The tables and macros of a published file, without rows."""

    def __init__(self, published: Settings) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(
            f"ATTACH '{Path(published.current_link) / 'duckstats.duckdb'}' AS published (READ_ONLY)"
        )
        tables = self.connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'published'"
        ).fetchall()
        self.tables = [f"{schema}.{table}" for schema, table in tables]
        for schema in {schema for schema, _ in tables}:
            self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        named = "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE database_name = 'published'"
        self.columns = set(self.connection.execute(named).fetchall())
        for table in self.tables:
            self.connection.execute(f"CREATE TABLE {table} AS FROM published.{table} LIMIT 0")
        self.connection.execute("DETACH published")
        catalog.install(self.connection)

    def clear(self) -> None:
        """Take all rows out."""
        for table in self.tables:
            self.connection.execute(f"DELETE FROM {table}")

    def add(self, table: str, *rows: dict[str, Any], **same: Any) -> None:
        """Insert rows into a table; `same` is in each of them, columns that are not named are NULL. People of commits
        follow from their roles.
        """
        for row in rows or ({},):
            columns = same | row | ({"commit_key": _key(row, same)} if table == "core.commits" else {})
            columns |= self._employer(table, columns)
            selected = ", ".join(f"${name} AS {name}" for name in columns)
            self.connection.execute(f"INSERT INTO {table} BY NAME SELECT {selected}", columns)
            who = {name: columns[name] for name in WHO if name in columns}
            if table == "core.commit_roles" and columns["role"] in MAIN_ROLES:
                at = columns["happened_at"]
                roles = {f"is_{role}": columns["role"] == role for role in ("pusher", "author", "committer")}
                key = {"commit_key": _key(row, same), "is_exact": True}
                self.add("marts.commit_people", **who, **roles, **key, happened_at=at, counted_at=at)

    def _employer(self, table: str, columns: dict[str, Any]) -> dict[str, int]:
        """The id of a fact's employer, where facts of that table have one; the employer is known by it from then on."""
        if columns.get("company") is None or "employer_id" in columns or (table, "employer_id") not in self.columns:
            return {}
        key = {"company": columns["company"], "other_companies": columns.get("other_companies")}
        employer_id = -int(hashlib.sha256(repr(key).encode()).hexdigest()[:15], 16)
        if not self.connection.execute("FROM core.employers WHERE employer_id = $1", [employer_id]).fetchone():
            self.add("core.employers", **key, employer_id=employer_id)
        return {"employer_id": employer_id}

    def ask(self, call: str) -> list[dict[str, Any]]:
        """The rows of `FROM ...`, once marts sum up what is there."""
        sum_up(self.connection)
        return self.connection.execute(call).to_arrow_table().to_pylist()


def sum_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the marts anew that sum up all history."""
    for table, schema in night.REMADE.items():
        connection.execute(f"DELETE FROM {schema}.{table}")
        connection.execute(f"INSERT INTO {schema}.{table} BY NAME {night.query_of(schema, table)}")


def _key(row: dict[str, Any], same: dict[str, Any]) -> int:
    """Stands for a commit's sha."""
    return -int.from_bytes((same | row)["sha"].encode())
