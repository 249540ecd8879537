"""The staged snapshot: the databases that every file of a release is made from.

The full database is a copy of the warehouse in which a table with its rows replaces every summary
view. The public database contains only the published tables. Neither contains rows about periods
after that of the release.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from pow_pipeline.faults import fault_point
from pow_pipeline.machine_faults import require_descriptors
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from pow_pipeline.warehouse.query import quoted
from schemas.sql import read_sql

# Tables of which the rows belong to a period, with the column of the period.
_PERIOD_COLUMNS: Final = (
    ("record.submission", "period"),
    ("record.result", "period"),
    ("record.decision", "period"),
    ("record.decided_pair", "period"),
    ("record.draft", "period"),
    ("record.release", "period"),
    ("record.editorial", "period"),
    ("reference.period", "code"),
    ("reference.register", "period"),
    ("reference.mapping", "period"),
)


def stage_full(warehouse: Path, full: Path, *, period: str) -> None:
    """Copy the closed warehouse to `full`, up to `period`, with its summaries as tables."""
    with _new_database(full) as connection:
        connection.execute(f"ATTACH '{quoted(warehouse)}' AS warehouse (READ_ONLY)")
        connection.execute("COPY FROM DATABASE warehouse TO staged")
        connection.execute("DETACH warehouse")
        connection.execute("USE staged")
        connection.execute("DROP TABLE record.seal")  # it only applies to the warehouse itself
        _delete_after(connection, period)
        for name in _summaries(connection):
            _freeze(connection, name, period)
    fault_point("snapshot")


def stage_public(full: Path, public: Path) -> None:
    """Create the database of published aggregates from the full one."""
    with _new_database(public) as connection:
        connection.execute(f"ATTACH '{quoted(full)}' AS full_snapshot (READ_ONLY)")
        connection.execute("USE staged")
        connection.execute("CREATE SCHEMA summary")
        for name in PUBLISHED_SUMMARIES:
            connection.execute(f"CREATE TABLE summary.{name} AS FROM full_snapshot.summary.{name}")
            _set_comments(connection, name, _read_comments(connection, "full_snapshot", name))
        connection.execute("DETACH full_snapshot")


def stage_as_of(warehouse: Path, path: Path, *, period: str, as_of: int) -> None:
    """Write the published summaries of one period, as of an event, to the database `path`."""
    with _new_database(path) as connection:
        connection.execute(f"ATTACH '{quoted(warehouse)}' AS warehouse (READ_ONLY)")
        connection.execute("CREATE SCHEMA staged.summary")
        connection.execute("USE warehouse")
        for name in PUBLISHED_SUMMARIES:
            connection.execute(
                f"CREATE TABLE staged.summary.{name} AS FROM summary.{name}(?, as_of := ?)",
                [period, as_of],
            )
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")


_BLOCK: Final = 16_384  # bytes; with the default, many small tables take three times the space


@contextmanager
def _new_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Create the database `path`, attached as `staged`; detach it at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    require_descriptors()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{quoted(path)}' AS staged (BLOCK_SIZE {_BLOCK})")
        yield connection
        connection.execute("USE memory")
        connection.execute("CHECKPOINT staged")
        connection.execute("DETACH staged")


def _delete_after(connection: duckdb.DuckDBPyConnection, period: str) -> None:
    """Delete rows about later periods, and results of deliveries that arrived in later periods."""
    connection.execute(
        """
        DELETE FROM record.result
        WHERE delivery IN (
            SELECT delivery FROM summary.validated_delivery(NULL) WHERE period > ?
        )
        """,
        [period],
    )
    for table, column in _PERIOD_COLUMNS:
        connection.execute(f"DELETE FROM {table} WHERE {column} > ?", [period])
    connection.execute("UPDATE reference.mapping SET until = NULL WHERE until > ?", [period])
    connection.execute(read_sql(__file__, "queries/delete_unreferenced"))


def _summaries(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of all summary views."""
    rows = connection.execute(
        """
        SELECT view_name FROM duckdb_views()
        WHERE database_name = 'staged' AND schema_name = 'summary'
        ORDER BY view_name
        """
    ).fetchall()
    return [name for (name,) in rows]


def _freeze(connection: duckdb.DuckDBPyConnection, name: str, period: str) -> None:
    """Replace the view of a summary by a table with its rows up to this period."""
    comments = _read_comments(connection, "staged", name)
    connection.execute(
        f"CREATE TABLE summary.frozen AS FROM summary.{name} WHERE period <= ?", [period]
    )
    connection.execute(f"DROP VIEW summary.{name}")
    connection.execute(f"ALTER TABLE summary.frozen RENAME TO {name}")
    _set_comments(connection, name, comments)


def _read_comments(
    connection: duckdb.DuckDBPyConnection, database: str, name: str
) -> list[tuple[str | None, str]]:
    """Return the comment on a summary (its column is None) and on each of its columns."""
    return connection.execute(
        read_sql(__file__, "queries/comments"),
        {"database": database, "name": name},
    ).fetchall()


def _set_comments(
    connection: duckdb.DuckDBPyConnection, name: str, comments: list[tuple[str | None, str]]
) -> None:
    for column, comment in comments:
        what = f"COLUMN summary.{name}.{column}" if column else f"TABLE summary.{name}"
        connection.execute(f"COMMENT ON {what} IS '{comment.replace(chr(39), chr(39) * 2)}'")
