"""Hashes the contents of a database: each table, its definitions and all published figures.

DuckDB does not write the same bytes for the same contents, so a manifest contains these hashes
instead.
"""

import csv
import hashlib
import io
from pathlib import Path

import duckdb

from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from schemas.sql import read_sql


def hash_figures(staged: Path) -> str:
    """Return the hash of all figures in a staged database, of its own and earlier periods.

    It is computed before figures are flagged as revised, so that it only depends on the figures.
    """
    digest = hashlib.sha256()
    with duckdb.connect(staged, read_only=True) as connection:
        for name in PUBLISHED_SUMMARIES:
            digest.update(name.encode())
            rows = connection.execute(f"FROM summary.{name} ORDER BY ALL")
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow([column for column, *_ in rows.description or ()])
            writer.writerows(rows.fetchall())
            digest.update(text.getvalue().encode())
    return digest.hexdigest()


def hash_tables(database: Path) -> dict[str, str]:
    """Return the hash of the rows of each table, whatever their order, by the name of the table."""
    with duckdb.connect(database, read_only=True) as connection:
        rows = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL"
        ).fetchall()
        return {name: _hash_rows(connection, name) for (name,) in rows}


def hash_definitions(database: Path) -> str:
    """Return the hash of all definitions: tables, views, macros and their comments."""
    with duckdb.connect(database, read_only=True) as connection:
        rows = connection.execute(read_sql(__file__, "queries/definitions")).fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _hash_rows(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the hash of a table: the hash of the sum of the hashes of its rows."""
    sums = connection.execute(read_sql(__file__, "queries/row_sums").format(table=name)).fetchone()
    return hashlib.sha256(repr(sums).encode()).hexdigest()
