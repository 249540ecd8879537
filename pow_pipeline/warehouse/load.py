"""Loading many values at once: one registered Arrow table, one INSERT … SELECT."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

import duckdb
import pyarrow as pa


def load(
    connection: duckdb.DuckDBPyConnection, statement: str, values: pa.Table | Sequence[Any]
) -> None:
    """Run `statement`, which selects from `batch`, with `values` as that table.

    Args:
        connection: where the statement runs.
        statement: an INSERT … SELECT … FROM batch.
        values: a table, or dataclasses or mappings with the same keys, one per row.
    """
    if not isinstance(values, pa.Table):
        rows: list[Mapping[str, Any]] = [
            asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
            for value in values
        ]
        if not rows:
            return
        values = pa.Table.from_pylist(rows)
    connection.register("batch", values)
    try:
        connection.execute(statement)
    finally:
        connection.unregister("batch")
