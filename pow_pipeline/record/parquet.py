"""Data frames as Parquet bytes and back; the same frame gives the same bytes."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
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
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    table = pa.Table.from_pandas(frame[list(columns)], schema=schema, preserve_index=False)
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), buffer, compression="zstd")
    return buffer.getvalue()


def from_parquet(content: bytes, columns: Mapping[str, str]) -> pa.Table:
    """Return Parquet bytes as a table of these columns; one that was not kept then is null."""
    table = pq.read_table(io.BytesIO(content))
    for name, kind in columns.items():
        if name not in table.schema.names:
            table = table.append_column(name, pa.nulls(table.num_rows, _TYPES[kind]))
    return table.select(list(columns))
