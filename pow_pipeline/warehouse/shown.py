"""Up to which event a warehouse shows the journal."""

import duckdb


def last_event(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last event that a warehouse shows, 0 for none."""
    found = connection.execute("SELECT coalesce(max(number), 0) FROM record.event").fetchone()
    return int(found[0]) if found else 0
