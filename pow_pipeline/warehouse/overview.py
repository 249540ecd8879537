"""How a period stands, for people at work on it."""

from typing import Any

import duckdb

from pow_pipeline.warehouse.projection import last_event
from pow_pipeline.warehouse.query import fetch
from pow_pipeline.warehouse.releases import latest_release, released


def overview_of(connection: duckdb.DuckDBPyConnection, period: str) -> dict[str, Any]:
    """Return the state of a period: counts, the regions that are silent, and the figures.

    The figures have one row per category and status of the whole programme.
    """
    rate = fetch(
        connection,
        """
        SELECT expected, in_force, on_time, percentage
        FROM summary.reporting_rate($period)
        WHERE scope = 'programme'
        """,
        {"period": period},
    )
    silent = fetch(
        connection,
        """
        SELECT region_code
        FROM summary.reporting_rate($period)
        WHERE scope = 'region' AND in_force = 0
        """,
        {"period": period},
    )
    not_accepted = fetch(
        connection,
        """
        SELECT verdict.delivery, verdict.outcome, verdict.errors, delivery.name
        FROM record.verdict
        JOIN record.delivery USING (delivery)
        WHERE verdict.outcome IN ('rejected', 'failed')
            AND NOT EXISTS (  -- what came later from the same sender settles it
                SELECT 1
                FROM record.delivery AS later
                JOIN record.verdict AS said USING (delivery)
                WHERE later.sender = delivery.sender
                    AND later.sequence > delivery.sequence
                    AND said.outcome = 'accepted'
                    AND said.period = coalesce(verdict.period, $period)
            )
            AND coalesce(verdict.period, $period) = $period
        ORDER BY delivery.sequence
        """,
        {"period": period},
    )
    figures = fetch(
        connection,
        """
        SELECT category, status, count, denominator, percentage
        FROM summary.status_distribution($period)
        WHERE scope = 'programme'
        """,
        {"period": period},
    )
    release = latest_release(released(connection), period)
    return {
        "period": period,
        **(rate[0] if rate else {}),
        "silent": [row["region_code"] for row in silent],
        "not_accepted": not_accepted,
        "figures": figures,
        "release": release.name if release else None,
        "event": last_event(connection),
    }
