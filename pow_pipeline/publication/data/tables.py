"""Reads the summaries of a staged database as tables, with their comments."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import duckdb

from pow_pipeline.publication.files.release import DATABASE, RESTRICTED
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from pow_pipeline.warehouse.query import iso_moment, quoted

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["text", "integer", "number", "boolean", "date", "moment", "texts"]
Value = str | int | float | bool | date | datetime | list[str] | None

_BATCH: Final = 10_000
_KINDS: Final[dict[str, Kind]] = {
    "VARCHAR": "text",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "moment",
    "VARCHAR[]": "texts",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        kind: the type of its values; moments are in UTC.
        meaning: the comment in the database.
    """

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class StoredRows:
    """The rows of a summary in a stable order; each iteration reads them in batches."""

    connection: duckdb.DuckDBPyConnection
    summary: str
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        with self.connection.cursor() as cursor:
            result = cursor.execute(_rows_of(self.summary))
            while rows := result.fetchmany(_BATCH):
                yield from rows

    def as_arrow(self) -> "pa.Table":
        """Return all rows as an Arrow table."""
        return self.connection.execute(_rows_of(self.summary)).to_arrow_table()


@dataclass(frozen=True)
class Table:
    """One complete summary.

    Attributes:
        meaning: what one row is.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: StoredRows

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]

    def write_json(self, path: Path) -> None:
        """Write a list with one object per line: texts unchanged, days and moments by ISO 8601."""
        moments = [f'"{column.name}"' for column in self.columns if column.kind == "moment"]
        texts = ", ".join(f"{iso_moment(moment)} || 'Z' AS {moment}" for moment in moments)
        selected = f"* REPLACE ({texts})" if moments else "*"
        self.rows.connection.execute(
            f"COPY (SELECT {selected} FROM ({_rows_of(self.name)})) "
            f"TO '{quoted(path)}' (FORMAT json, ARRAY true)"
        )


@contextmanager
def open_tables(folder: Path) -> Iterator[list[Table]]:
    """Yield all summaries of the database of a tier, the published ones first.

    Their rows can be read until the block ends.
    """
    with duckdb.connect(folder / DATABASE, read_only=True) as connection:
        connection.execute("SET threads = 1")  # each thread that writes a table takes memory
        rows = connection.execute(
            """
            SELECT table_name, comment
            FROM duckdb_tables()
            WHERE schema_name = 'summary'
            ORDER BY coalesce(list_position($published, table_name), 100), table_name
            """,
            {"published": list(PUBLISHED_SUMMARIES)},
        ).fetchall()
        yield [
            Table(
                name,
                meaning,
                tuple(_columns(connection, name)),
                StoredRows(connection, name, _count(connection, name)),
            )
            for name, meaning in rows
        ]


def tables_of_tier(folder: Path, tables: Iterable[Table]) -> list[Table]:
    """Return the tables to write in the folder of a tier: those of the public one only there."""
    is_restricted = folder.name == RESTRICTED
    return [table for table in tables if not is_restricted or table.name not in PUBLISHED_SUMMARIES]


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM summary.{name}").fetchall()[0]
    return int(count)


def _rows_of(name: str) -> str:
    """Return the SQL query for the rows of a summary, in the order of every format.

    Published summaries are frozen in a complete order; the others are sorted here.
    """
    order = "" if name in PUBLISHED_SUMMARIES else " ORDER BY ALL"
    return f"FROM summary.{name}{order}"


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> Iterable[Column]:
    rows = connection.execute(
        """
        SELECT column_name, data_type, comment
        FROM duckdb_columns()
        WHERE schema_name = 'summary' AND table_name = ?
        ORDER BY column_index
        """,
        [name],
    ).fetchall()
    return [Column(column, _KINDS[kind], meaning) for column, kind, meaning in rows]
