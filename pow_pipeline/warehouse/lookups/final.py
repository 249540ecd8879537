"""Looks up final periods, and whether later events may have changed their figures."""

import duckdb

from pow_pipeline.warehouse.lookups.figure_changes import figure_changes_between


def final_periods(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the final periods, each with the event of the decision that made it final."""
    return dict(connection.execute("FROM summary.final_period() ORDER BY period").fetchall())


def is_touched(connection: duckdb.DuckDBPyConnection, period: str, since: int, until: int) -> bool:
    """Return whether events after `since`, up to `until`, may have changed a number of a period."""
    changes = figure_changes_between(connection, period, since, until)
    return any(change.affects != "flag" for change in changes)
