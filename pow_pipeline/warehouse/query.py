"""Runs SQL queries on the warehouse; each row of a result maps columns to values."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of an SQL query; its parameters are named `$name`."""
    result = connection.execute(query, dict(values)) if values else connection.execute(query)
    names = [name for name, *_ in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def quoted(path: Path) -> str:
    """Return a path escaped for the quotes of an ATTACH, which takes no bound value."""
    return str(path).replace("'", "''")
