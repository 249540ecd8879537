"""Writes the tables of a release as CSV, Parquet and JSON, and `columns.csv`."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from pow_pipeline.publication.data.tables import Table
from pow_pipeline.publication.data.text import as_csv, write_csv
from schemas.published import PUBLISHED


def write_tables(folder: Path, tables: Iterable[Table]) -> None:
    """Write each table as `<name>.csv`, `<name>.json` and `<name>.parquet`.

    Raises:
        SchemaErrors: a published table does not match its schema.
    """
    for table in tables:
        arrow = table.rows.as_arrow()
        if table.name in PUBLISHED:
            PUBLISHED[table.name].validate(arrow.to_pandas(), lazy=True)
        pq.write_table(arrow, folder / f"{table.name}.parquet", compression="zstd")
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            write_csv(file, table.names, table.rows)
        table.write_json(folder / f"{table.name}.json")


def write_columns(folder: Path, tables: Iterable[Table]) -> None:
    """Write `columns.csv`: one row is one column of a table, with its meaning.

    Before its columns, each table has a row without a column, which describes what one row of the
    table is. All texts are the comments in the database.
    """
    rows: list[tuple[str, ...]] = []
    for table in tables:
        rows.append((table.name, "", "", table.meaning))
        rows += [(table.name, column.name, column.kind, column.meaning) for column in table.columns]
    (folder / "columns.csv").write_bytes(as_csv(("table", "column", "type", "meaning"), rows))
