"""Hashes the contents of a database: each table, its definitions and all published figures.

DuckDB does not write the same bytes for the same contents, so a manifest contains these hashes
instead.
"""

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

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


def describe_database(path: Path) -> dict[str, Any]:
    """Return the entry of a database in a manifest: the hashes of its tables and definitions.

    The hash of a table does not depend on the order of its rows. The definitions are those of
    tables, views and macros, with their comments.
    """
    with duckdb.connect(path, read_only=True) as connection:
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL"
        ).fetchall()
        tables = {name: _hash_rows(connection, name) for (name,) in names}
        definitions = connection.execute(read_sql(__file__, "queries/definitions")).fetchall()
    return {
        "tables": tables,
        "definitions": hashlib.sha256(repr(definitions).encode()).hexdigest(),
    }


def _hash_rows(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the hash of a table: the hash of the sum of the hashes of its rows."""
    sums = connection.execute(read_sql(__file__, "queries/row_sums").format(table=name)).fetchone()
    return hashlib.sha256(repr(sums).encode()).hexdigest()
