"""Looks up the state, at any event, of each region that must report about a period."""

from typing import Final

import duckdb

from pow_pipeline.model.regions import RegionState
from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql
from schemas.text.periods import Period

_STANDINGS: Final = read_sql(__file__, "queries/region_states/region_states")


def region_states_of(
    connection: duckdb.DuckDBPyConnection, period: Period, *, as_of: int
) -> list[RegionState]:
    """Return the state at an event of each region that is expected to report about a period."""
    values = {"period": period.code, "deadline": period.deadline, "as_of": as_of}
    return [RegionState(**row) for row in fetch(connection, _STANDINGS, values)]
