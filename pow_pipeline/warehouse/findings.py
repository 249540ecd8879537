"""What the rules had to say about one delivery, as its latest judgement has it."""

from dataclasses import dataclass

import duckdb

from pow_pipeline.warehouse.query import fetch


@dataclass(frozen=True)
class Query:
    """One query about a delivery; `cell` and `activity_id` are '' where it is about neither."""

    rule: str
    sheet: str
    cell: str
    activity_id: str


def queries_about(connection: duckdb.DuckDBPyConnection, delivery: str) -> list[Query]:
    """Return the queries about a delivery, answered or not, in order."""
    found = fetch(
        connection,
        """
        SELECT finding.rule, finding.sheet, finding.cell, finding.activity_id
        FROM record.finding
        JOIN summary.latest_verdict() AS latest
            ON latest.delivery = finding.delivery AND latest.event = finding.event
        WHERE finding.delivery = $delivery AND finding.severity = 'query'
        ORDER BY finding.place
        """,
        {"delivery": delivery},
    )
    return [Query(**row) for row in found]
