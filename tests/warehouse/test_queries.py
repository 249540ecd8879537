"""Each query in a file fits the tables and summaries of the warehouse."""

import re
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.warehouse.connection import define_tables

ROOT = Path(__file__).parents[2] / "pow_pipeline"
LISTS = {"senders", "deliveries", "machine_dependent_rules", "not_from_events"}


def is_complete(sql: str) -> bool:
    """Return whether a query needs no other query, loaded rows or attached databases."""
    return not re.search(r"\{\w+\}|FROM batch|before_released", sql)


def sql_of(path: Path) -> str:
    return re.sub(r"--.*", "", path.read_text())


QUERIES = [path for path in sorted(ROOT.rglob("queries/**/*.sql")) if is_complete(sql_of(path))]


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        define_tables(connection)
        yield connection


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_query_runs_on_an_empty_warehouse(path: Path, connection: duckdb.DuckDBPyConnection):
    names = set(re.findall(r"\$(\w+)", sql_of(path)))
    values = {name: [] if name in LISTS else None for name in names}
    values |= {"limit": 1} if "limit" in names else {}
    connection.begin()
    try:
        connection.execute(path.read_text(), values or None)
    finally:
        connection.rollback()
