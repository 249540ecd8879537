"""What a database holds, as one hash a table: the same for the same rows in any order.

DuckDB does not write the same file for the same contents, so a manifest names these.
"""

import hashlib
from pathlib import Path

import duckdb


def hash_tables(database: Path) -> dict[str, str]:
    """Return the hash of the rows of each table, by its name."""
    with duckdb.connect(database, read_only=True) as connection:
        found = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL"
        ).fetchall()
        return {name: _hash_rows(connection, name) for (name,) in found}


def _hash_rows(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the hash of a table: of the sum of the hashes of its rows."""
    said = connection.execute(
        f"""
        SELECT
            count(*),
            sum(md5_number_lower(each::VARCHAR)),
            sum(md5_number_upper(each::VARCHAR))
        FROM {name} AS each
        """
    ).fetchone()
    return hashlib.sha256(repr(said).encode()).hexdigest()
