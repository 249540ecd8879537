"""Asking the warehouse: the rows of a result, each as a mapping from column to value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a query; its parameters are named `$name`."""
    found = connection.execute(query, dict(values)) if values else connection.execute(query)
    names = [name for name, *_ in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def quoted(path: Path) -> str:
    """Return a path as it stands between quotes in an ATTACH, which takes no bound value."""
    return str(path).replace("'", "''")
