"""Loads many values at once: one registered Arrow table and one INSERT … SELECT."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa


def load(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    values: pa.Table | Sequence[Mapping[str, Any]],
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Run `statement`, which selects from `batch`, with `values` as that table.

    Args:
        connection: the database in which the statement runs.
        statement: a statement that selects from `batch`, such as an INSERT … SELECT.
        values: a table, or mappings with the same keys, one per row.
        parameters: the values of the parameters of the statement, named `$name`.
    """
    if not isinstance(values, pa.Table):
        if not values:
            return
        values = pa.Table.from_pylist(list(values))
    connection.register("batch", values)
    try:
        connection.execute(statement, dict(parameters or {}))
    finally:
        connection.unregister("batch")
