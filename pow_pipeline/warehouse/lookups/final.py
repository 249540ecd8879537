"""Final periods in the warehouse, and whether anything since may have changed their figures."""

import duckdb

from pow_pipeline.warehouse.lookups.happened import happened_between


def final_periods(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the final periods, each with the event of the decision that made it final."""
    return dict(connection.execute("FROM summary.final_period() ORDER BY period").fetchall())


def is_touched(connection: duckdb.DuckDBPyConnection, period: str, since: int, until: int) -> bool:
    """Whether anything between two events may have changed a number about a period."""
    happened = happened_between(connection, period, since, until)
    return any(each.bears_on != "flag" for each in happened)
