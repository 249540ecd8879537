"""Loading many values at once: one registered Arrow table, one INSERT … SELECT."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa


def load(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    values: pa.Table | Sequence[Mapping[str, Any]],
) -> None:
    """Run `statement`, which selects from `batch`, with `values` as that table.

    Args:
        connection: where the statement runs.
        statement: an INSERT … SELECT … FROM batch.
        values: a table, or mappings with the same keys, one per row.
    """
    if not isinstance(values, pa.Table):
        if not values:
            return
        values = pa.Table.from_pylist(list(values))
    connection.register("batch", values)
    try:
        connection.execute(statement)
    finally:
        connection.unregister("batch")
