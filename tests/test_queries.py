"""The example queries of docs/queries, and what the published file says of its tables and columns."""

from pathlib import Path

import pytest

from settings import ROOT, Settings
from warehouse import queries, schema, store
from warehouse.door import rules

QUERIES = queries.examples()


def test_there_are_twenty() -> None:
    assert len(QUERIES) >= 20
    assert all(query.question.endswith("?") for query in QUERIES)
    assert len({query.question for query in QUERIES}) == len(QUERIES)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_answers_on_sample_data(query: queries.Query, published: Settings) -> None:
    current = store.current(published)
    rules.check(query.sql, set())
    answer = current.query(query.sql)
    assert answer.num_rows or query.may_be_empty
    assert answer.equals(current.query(query.sql)), "its order is not settled"


def test_every_table_and_column_says_what_it_means(published: Settings) -> None:
    tables = schema.tables(store.current(published))
    assert len(tables) > 30
    assert not [table.name for table in tables if not table.comment]
    assert not [f"{table.name}.{column.name}" for table in tables for column in table.columns if not column.comment]


def test_meanings_are_of_columns_that_exist(published: Settings) -> None:
    columns = {
        name
        for table in schema.tables(store.current(published))
        for column in table.columns
        for name in (column.name, f"{table.name.partition('.')[2]}.{column.name}")
    }
    assert not set(schema.meanings()) - columns


def test_schema_page_is_current(published: Settings) -> None:
    assert Path(ROOT / "docs" / "schema.md").read_text(encoding="utf-8") == schema.reference(
        store.current(published)
    ), "run `make docs`"
