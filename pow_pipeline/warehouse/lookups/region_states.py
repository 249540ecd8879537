"""Looks up the state, at any event, of each region that must report about a period."""

from typing import Final

import duckdb

from pow_pipeline.model import RegionState
from pow_pipeline.warehouse.query import fetch
from schemas.text.periods import Period

_STANDINGS: Final = """
    SELECT
        rate.region_code AS region,
        coalesce(greatest(extended.until, $deadline), $deadline) AS deadline,
        rate.exempt = 1 AS is_exempt,
        rate.received = 1 AS has_sent,
        in_force.delivery,
        rate.open_queries
    FROM summary.reporting_rate($period, as_of := $as_of) AS rate
    LEFT JOIN summary.submission_in_force($period, as_of := $as_of) AS in_force
        ON in_force.region_code = rate.region_code
    LEFT JOIN summary.extension_in_force($period, as_of := $as_of) AS extended
        ON extended.region_code = rate.region_code
    WHERE rate.scope = 'region'
    ORDER BY rate.region_code
"""


def region_states_of(
    connection: duckdb.DuckDBPyConnection, period: Period, *, as_of: int
) -> list[RegionState]:
    """Return the state at an event of each region that is expected to report about a period."""
    values = {"period": period.code, "deadline": period.deadline, "as_of": as_of}
    return [RegionState(**row) for row in fetch(connection, _STANDINGS, values)]
