"""What each column of the published tables means, as a file beside them."""

from pathlib import Path
from typing import Final

import duckdb

from pow_pipeline.publication.tables import as_csv
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES

_HEADER: Final = ("table", "column", "type", "meaning")


def write_columns(public: Path, folder: Path) -> None:
    """Write `columns.csv`: one row is one column of a table, and what it means.

    Before its columns stands a row of each table without a column: what one row of it is. All of it
    is what the staged database says of itself.
    """
    with duckdb.connect(public, read_only=True) as connection:
        rows = connection.execute(
            """
            SELECT said.name, said.named, said.type, said.meaning
            FROM (
                SELECT table_name, '', '', comment, 0 FROM duckdb_tables()
                UNION ALL
                SELECT table_name, column_name, data_type, comment, column_index
                FROM duckdb_columns()
                WHERE NOT internal
            ) AS said(name, named, type, meaning, place)
            ORDER BY list_position($tables, said.name), said.place
            """,
            {"tables": list(PUBLISHED_SUMMARIES)},
        ).fetchall()
    (folder / "columns.csv").write_bytes(as_csv(_HEADER, rows))
