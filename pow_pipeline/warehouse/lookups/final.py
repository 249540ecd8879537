"""Looks up final periods, and whether later events may have changed their figures."""

import duckdb

from pow_pipeline.warehouse.lookups.happened import happened_between


def final_periods(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the final periods, each with the event of the decision that made it final."""
    return dict(connection.execute("FROM summary.final_period() ORDER BY period").fetchall())


def is_touched(connection: duckdb.DuckDBPyConnection, period: str, since: int, until: int) -> bool:
    """Return whether events after `since`, up to `until`, may have changed a number of a period."""
    happened = happened_between(connection, period, since, until)
    return any(happening.bears_on != "flag" for happening in happened)
