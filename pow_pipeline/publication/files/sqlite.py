"""Writes a staged database as a SQLite file: same tables and rows, reproducible to the byte.

SQLite has fewer types. Flags, days, moments and lists become text (lists as JSON), true and false
become 1 and 0, and whole numbers that may exceed 64 bits become text. The meaning of each table and
column is a comment in its definition, which `.schema` shows.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pow_pipeline.publication.files.release import DATABASE
from pow_pipeline.warehouse.query import iso_moment

_BATCH: Final = 50_000
_INTEGERS: Final = frozenset(
    ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
)
_REALS: Final = ("FLOAT", "DOUBLE", "DECIMAL")
_SETTINGS: Final = (
    "PRAGMA page_size = 4096",
    "PRAGMA encoding = 'UTF-8'",
    "PRAGMA journal_mode = OFF",  # an incomplete file is never used
    "PRAGMA synchronous = OFF",  # a release is synced as a whole
)


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    comment: str

    @property
    def is_exact(self) -> bool:
        """Whether it holds whole numbers that may exceed 64 bits."""
        return self.kind in {"HUGEINT", "UHUGEINT", "UBIGINT"}

    @property
    def affinity(self) -> str:
        """The type in SQLite."""
        if self.kind in _INTEGERS:
            return "INTEGER"
        return "REAL" if self.kind.startswith(_REALS) else "TEXT"

    def as_stored(self, given: str) -> str:
        """Return the SQL expression that converts a value to one that SQLite can store."""
        if self.kind == "TIMESTAMP":
            return iso_moment(given)
        if self.kind.startswith("DECIMAL"):
            return f"{given}::DOUBLE"
        if self.kind.endswith("]") or self.kind.startswith(("STRUCT", "MAP")):
            return f"to_json({given})::VARCHAR"
        return given if self.affinity != "TEXT" else f"{given}::VARCHAR"


def write_sqlite_files(release: Path) -> None:
    """Write `pow.sqlite` next to `pow.duckdb` in both tiers of a staged release."""
    for tier in ("public", "restricted"):
        folder = release / tier
        write_sqlite(folder / DATABASE, folder / "pow.sqlite")


def write_sqlite(staged: Path, path: Path, *, tables: Sequence[str] | None = None) -> None:
    """Write the tables of a staged database to a new SQLite file.

    A summary keeps its name; a table of another schema is named `<schema>_<name>`.

    Args:
        staged: the closed DuckDB database.
        path: the file to write; an existing file is replaced.
        tables: the summaries to write; all tables when not given.
    """
    path.unlink(missing_ok=True)
    with (
        duckdb.connect(staged, read_only=True) as source,
        closing(sqlite3.connect(path, isolation_level=None)) as target,
    ):
        for setting in _SETTINGS:
            target.execute(setting)
        target.execute("BEGIN")
        for schema, name, comment in _tables(source):
            if tables is None or (schema == "summary" and name in tables):
                _copy(source, target, schema, name, comment)
        target.execute("COMMIT")
        target.execute("VACUUM")


def _tables(source: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    return source.execute(
        """
        SELECT schema_name, table_name, coalesce(comment, '')
        FROM duckdb_tables()
        WHERE NOT internal
        ORDER BY schema_name, table_name
        """
    ).fetchall()


def _copy(
    source: duckdb.DuckDBPyConnection,
    target: sqlite3.Connection,
    schema: str,
    name: str,
    comment: str,
) -> None:
    columns = _columns(source, schema, name)
    table = name if schema == "summary" else f"{schema}_{name}"
    target.execute(_definition(table, comment, columns))
    names = [f'given."{column.name}"' for column in columns]
    selected = ", ".join(
        column.as_stored(given) for given, column in zip(names, columns, strict=True)
    )
    # Sorted, because otherwise the order of rows depends on the threads.
    result = source.execute(
        f'SELECT {selected} FROM "{schema}"."{name}" AS given ORDER BY {", ".join(names)}'
    )
    places = ", ".join("?" for _ in columns)
    for rows in _batches(result):
        target.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)


def _columns(source: duckdb.DuckDBPyConnection, schema: str, name: str) -> list[_Column]:
    rows = source.execute(
        """
        SELECT column_name, data_type, coalesce(comment, '')
        FROM duckdb_columns()
        WHERE schema_name = ? AND table_name = ?
        ORDER BY column_index
        """,
        [schema, name],
    ).fetchall()
    return [_Column(*row) for row in rows]


def _definition(table: str, comment: str, columns: Sequence[_Column]) -> str:
    lines = [f'CREATE TABLE "{table}" ( -- {_on_one_line(comment)}']
    for column in columns:
        comma = "" if column is columns[-1] else ","
        as_text = " As text: it may have more than 64 bits." if column.is_exact else ""
        comment = f"{_on_one_line(column.comment)}{as_text}"
        lines.append(f'  "{column.name}" {column.affinity}{comma} -- {comment}')
    return "\n".join([*lines, ")"])


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _batches(result: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while rows := result.fetchmany(_BATCH):
        yield rows
