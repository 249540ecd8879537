"""Loads rows into the warehouse with one statement, which selects from `batch`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import duckdb

from pow_pipeline.warehouse.query import execute

if TYPE_CHECKING:
    import pyarrow as pa

_FEW: Final = 10  # so many rows are bound as values; for more, an Arrow table is faster


def load(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    values: "pa.Table | Sequence[Mapping[str, Any]]",
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Run `statement`, which selects from `batch`, with `values` as that table.

    Args:
        connection: the database in which the statement runs.
        statement: a statement that selects from `batch`, such as an INSERT … SELECT.
        values: a table, or mappings with the same keys, one per row.
        parameters: the values of the parameters of the statement, named `$name`.
    """
    if isinstance(values, Sequence):
        if len(values) <= _FEW:
            _load_few(connection, statement, values, parameters or {})
            return
        import pyarrow as pa

        values = pa.Table.from_pylist(list(values))
    connection.register("batch", values)
    try:
        connection.execute(statement, dict(parameters or {}))
    finally:
        connection.unregister("batch")


def _load_few(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    rows: Sequence[Mapping[str, Any]],
    parameters: Mapping[str, Any],
) -> None:
    """Run `statement` with a few rows, which needs neither pyarrow nor pandas."""
    if not rows:
        return
    bound = {
        f"{column}_{place}": row[column] for place, row in enumerate(rows) for column in rows[0]
    }
    lines = ", ".join(
        f"({', '.join(f'${column}_{place}' for column in rows[0])})" for place in range(len(rows))
    )
    batch = f"WITH batch ({', '.join(rows[0])}) AS (VALUES {lines})"
    execute(connection, f"{batch}\n{statement}", bound | dict(parameters))
