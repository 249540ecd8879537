"""Up to which event a warehouse shows the journal."""

import duckdb


def last_event(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last event that a warehouse shows, 0 for none."""
    found = connection.execute("SELECT coalesce(max(number), 0) FROM record.event").fetchone()
    return int(found[0]) if found else 0


def hash_of_last(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Return the hash that the last event had when the warehouse took it in; None for none."""
    found = connection.execute(
        "SELECT sha256 FROM record.event ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return str(found[0]) if found else None
