"""Finds rows in the warehouse without the row that they refer to.

Every row must lead back to a received delivery and its event.
"""

from typing import Final

import duckdb

_QUERIES: Final = {
    "record.activity_status": """
        SELECT count(*) FROM record.activity_status ANTI JOIN record.submission USING (submission)
    """,
    "record.answer": """
        SELECT count(*) FROM record.answer ANTI JOIN record.submission USING (submission)
    """,
    "record.submission": """
        SELECT count(*) FROM record.submission ANTI JOIN record.delivery USING (delivery)
    """,
    "record.result": """
        SELECT count(*) FROM record.result ANTI JOIN record.delivery USING (delivery)
    """,
    "record.finding": """
        SELECT count(*) FROM record.finding ANTI JOIN record.result USING (delivery, event)
    """,
    "record.query_answer": """
        SELECT count(*) FROM record.query_answer ANTI JOIN record.result USING (delivery, event)
    """,
    "record.delivery": """
        SELECT count(*) FROM record.delivery
        ANTI JOIN record.event ON event.number = delivery.event
    """,
}


def dangling_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the number of dangling rows by table; tables without dangling rows are left out."""
    counted = {
        table: connection.execute(query).fetchall()[0][0] for table, query in _QUERIES.items()
    }
    return {table: count for table, count in counted.items() if count}
