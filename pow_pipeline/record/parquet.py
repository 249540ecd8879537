"""Converts data frames to Parquet bytes and back; equal frames give equal bytes."""

import io
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pandas as pd

_TYPES = {
    "string": pa.string(),
    "int32": pa.int32(),
    "date": pa.date32(),
    "number": pa.decimal128(24, 6),
    "list<string>": pa.list_(pa.string()),
}


def to_parquet(frame: "pd.DataFrame", columns: Mapping[str, str]) -> bytes:
    """Return the named columns of `frame`, with their types, as Parquet."""
    return _write(to_table(frame, columns))


def to_table(frame: "pd.DataFrame", columns: Mapping[str, str]) -> pa.Table:
    """Return the named columns of `frame`, with their types, as a table."""
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    return pa.Table.from_pandas(frame[list(columns)], schema=schema, preserve_index=False)


def from_parquet(content: bytes, columns: Mapping[str, str] | None = None) -> pa.Table:
    """Return Parquet bytes as a table with these columns, by default all of them.

    A requested column that is missing from the Parquet bytes is filled with nulls.
    """
    table = pq.read_table(io.BytesIO(content))
    for name, kind in (columns or {}).items():
        if name not in table.schema.names:
            table = table.append_column(name, pa.nulls(table.num_rows, _TYPES[kind]))
    return table.select(list(columns)) if columns else table


def rows_by_delivery(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each delivery, without empty cells.

    Rows written before a column existed therefore equal rows in which that column is empty.
    """
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in from_parquet(content).to_pylist():
        filled = {name: value for name, value in row.items() if value not in ("", None, [])}
        rows[row["delivery"]].append(filled)
    return rows


def without_deliveries(content: bytes, deliveries: Collection[str]) -> bytes | None:
    """Return the Parquet bytes without the rows of these deliveries; None if there are none."""
    table = from_parquet(content)
    is_held = pc.is_in(table["delivery"], pa.array(sorted(deliveries), pa.string()))
    remaining = table.filter(pc.invert(is_held))
    return None if remaining.num_rows == table.num_rows else _write(remaining)


def _write(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="zstd")
    return buffer.getvalue()
