"""Traces deliveries: their origin, their state and the versions that validated them."""

from datetime import UTC
from typing import Final

import duckdb

from pow_pipeline.warehouse.query import fetch
from pow_pipeline.warehouse.trace.figures import Rows
from schemas.sql import read_sql

_STAGES: Final = """
    SELECT stage, reached, ended_with, errors, queries, notices, rules
    FROM summary.submission_outcomes(NULL, as_of := $as_of)
    WHERE delivery = $delivery
    ORDER BY stage_place
"""
_FINDINGS: Final = read_sql(__file__, "queries/findings_of_delivery")
_REPORTED: Final = read_sql(__file__, "queries/activities_of_delivery")
_DELIVERIES: Final = read_sql(__file__, "queries/deliveries")


def trace_delivery(
    connection: duckdb.DuckDBPyConnection, delivery: str, *, as_of: int
) -> dict[str, Rows]:
    """Return the stages of a delivery, its findings and the activities that it reports."""
    values = {"delivery": delivery, "as_of": as_of}
    return {
        "stages": fetch(connection, _STAGES, values),
        "findings": fetch(connection, _FINDINGS, values),
        "activities": fetch(connection, _REPORTED, values),
    }


def describe_deliveries(
    connection: duckdb.DuckDBPyConnection, deliveries: list[str], *, as_of: int
) -> Rows:
    """Return the origin and state of deliveries, and the versions that validated them."""
    rows = fetch(connection, _DELIVERIES, {"deliveries": deliveries, "as_of": as_of})
    for row in rows:
        row |= {name: row[name].replace(tzinfo=UTC) for name in ("received_at", "arrived_at")}
    return rows
