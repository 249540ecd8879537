"""The published tables as files: CSV and Parquet, from the staged database alone."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from schemas.published import PUBLISHED


def write_tables(public: Path, folder: Path, *, period: str) -> None:
    """Write each summary of one period as `<name>.csv` and `<name>.parquet`."""
    with duckdb.connect(public, read_only=True) as connection:
        for name in PUBLISHED_SUMMARIES:
            table = connection.execute(
                f"FROM summary.{name} WHERE period = ?", [period]
            ).to_arrow_table()
            PUBLISHED[name].validate(table.to_pandas(), lazy=True)
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
            rows = connection.execute(f"FROM summary.{name} WHERE period = ?", [period])
            (folder / f"{name}.csv").write_bytes(_rows_as_csv(rows))


def hash_figures(staged: Path) -> str:
    """Return the hash of all figures in a staged database, of its own and earlier periods.

    It is taken before any figure is flagged as revised, so that it tells whether figures changed.
    """
    digest = hashlib.sha256()
    with duckdb.connect(staged, read_only=True) as connection:
        for name in PUBLISHED_SUMMARIES:
            digest.update(name.encode())
            digest.update(_rows_as_csv(connection.execute(f"FROM summary.{name} ORDER BY ALL")))
    return digest.hexdigest()


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV by RFC 4180 in UTF-8, with an empty cell where there is no value."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _rows_as_csv(rows: duckdb.DuckDBPyConnection) -> bytes:
    return as_csv([name for name, *_ in rows.description or ()], rows.fetchall())
