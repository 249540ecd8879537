"""Runs our own SQL queries on a database; each row of a result maps columns to values.

`asking.py` runs the queries that a user types.
"""

import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of an SQL query; its parameters are named `$name`."""
    result = execute(connection, query, dict(values)) if values else connection.execute(query)
    names = [name for name, *_ in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def execute(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any] | Sequence[Any]
) -> duckdb.DuckDBPyConnection:
    """Execute a query with bound values, without importing pandas for them."""
    with _without_pandas():
        return connection.execute(query, values)


@contextmanager
def _without_pandas() -> Iterator[None]:
    """Keep DuckDB from importing pandas, which takes longer than most commands do.

    DuckDB 1.5 imports it for the first bound value, to recognise the missing values of pandas. No
    import is prevented while other threads run, because one of them may need pandas.
    """
    if "pandas" in sys.modules or threading.active_count() > 1:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["pandas"]


def quoted(path: Path) -> str:
    """Return a path escaped for the quotes of an ATTACH, which takes no bound value."""
    return str(path).replace("'", "''")


def iso_moment(column: str) -> str:
    """Return the SQL expression for a moment as text by ISO 8601, without a time zone."""
    return (
        f"strftime({column}, '%Y-%m-%dT%H:%M:%S') || CASE WHEN microsecond({column}) "
        f"% 1_000_000 = 0 THEN '' ELSE strftime({column}, '.%f') END"
    )
