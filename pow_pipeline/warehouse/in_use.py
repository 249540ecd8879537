"""Which codes of a programme the reports in force rest on."""

from dataclasses import dataclass
from typing import Literal

import duckdb


@dataclass(frozen=True)
class InUse:
    """A code of the programme, and the deliveries in force that rest on it.

    Attributes:
        code: for a region with the period that it is expected in, such as `AM12 in 2021-H1`.
    """

    kind: Literal["region", "category", "status"]
    code: str
    deliveries: tuple[str, ...]


def codes_in_use(connection: duckdb.DuckDBPyConnection) -> list[InUse]:
    """Return every code that a report in force rests on."""
    found = connection.execute(
        """
        WITH used AS (
            SELECT 'region' AS kind, region_code || ' in ' || period AS code, delivery
            FROM summary.submission_in_force
            UNION
            SELECT 'category' AS kind, activity.category AS code, in_force.delivery
            FROM record.activity_status AS activity
            JOIN summary.submission_in_force AS in_force USING (submission)
            UNION
            SELECT 'status' AS kind, activity.status AS code, in_force.delivery
            FROM record.activity_status AS activity
            JOIN summary.submission_in_force AS in_force USING (submission)
        )
        SELECT kind, code, list(delivery ORDER BY delivery)
        FROM used
        GROUP BY kind, code
        ORDER BY kind, code
        """
    ).fetchall()
    return [InUse(kind, code, tuple(deliveries)) for kind, code, deliveries in found]
