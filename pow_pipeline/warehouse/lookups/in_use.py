"""Which codes of a programme the reports that stand rest on: those in force, and those before them.

A version that is not in force counts again once the one after it is withdrawn.
"""

from dataclasses import dataclass
from typing import Literal

import duckdb


@dataclass(frozen=True)
class InUse:
    """A code of the programme, and the deliveries that stand and rest on it.

    Attributes:
        code: for a region with the period that it is expected in, such as `AM12 in 2021-H1`.
    """

    kind: Literal["region", "category", "status"]
    code: str
    deliveries: tuple[str, ...]


def codes_in_use(connection: duckdb.DuckDBPyConnection) -> list[InUse]:
    """Return every code that a report rests on which counts, or may count again."""
    found = connection.execute(
        """
        WITH standing AS (FROM summary.standing_submission(NULL)),
        used AS (
            SELECT 'region' AS kind, region_code || ' in ' || period AS code, delivery
            FROM standing
            UNION
            SELECT 'category' AS kind, activity.category AS code, standing.delivery
            FROM record.activity_status AS activity
            JOIN standing USING (submission)
            UNION
            SELECT 'status' AS kind, activity.status AS code, standing.delivery
            FROM record.activity_status AS activity
            JOIN standing USING (submission)
        )
        SELECT kind, code, list(delivery ORDER BY delivery)
        FROM used
        GROUP BY kind, code
        ORDER BY kind, code
        """
    ).fetchall()
    return [InUse(kind, code, tuple(deliveries)) for kind, code, deliveries in found]
