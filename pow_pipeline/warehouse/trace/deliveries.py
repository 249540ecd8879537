"""Traces deliveries: their origin, their state and the versions that validated them."""

from datetime import UTC
from typing import Final

import duckdb

from pow_pipeline.warehouse.query import fetch
from pow_pipeline.warehouse.trace.figures import Rows

_STAGES: Final = """
    SELECT stage, reached, ended_with, errors, queries, notices, rules
    FROM summary.submission_outcomes(NULL, as_of := $as_of)
    WHERE delivery = $delivery
    ORDER BY stage_place
"""
_FINDINGS: Final = """
    SELECT
        finding.severity, finding.rule, finding.stage, finding.sheet, finding.cell,
        finding.activity_id, finding.found, finding.expected
    FROM record.finding
    JOIN summary.latest_result(as_of := $as_of) AS latest USING (delivery, event)
    WHERE finding.delivery = $delivery
    ORDER BY finding.place
"""
_REPORTED: Final = """
    SELECT
        activity.activity_id, activity.activity_name, activity.category, activity.status,
        activity.sheet, activity.status_cell, activity.category_cell
    FROM record.activity_status AS activity
    JOIN record.submission USING (submission)
    JOIN summary.latest_result(as_of := $as_of) AS latest USING (delivery, event)
    WHERE submission.delivery = $delivery
    ORDER BY length(activity.activity_id), activity.activity_id
"""
_DELIVERIES: Final = """
    WITH gone AS (
        SELECT decision.delivery, min_by(decision.decision, decision.event) AS decision
        FROM record.decision
        WHERE decision.decision IN ('withdraw', 'erase') AND decision.event <= $as_of
        GROUP BY decision.delivery
    ),
    erased AS (  -- erased at any time: the missing bytes cannot be hashed
        SELECT DISTINCT decision.delivery FROM record.decision WHERE decision.decision = 'erase'
    )
    SELECT
        delivery.delivery,
        delivery.sender,
        delivery.name,
        delivery.received_at,
        delivery.arrived_at,
        delivery.arrival_evidence,
        delivery.event AS received_event,
        delivery.size,
        delivery.sha256,
        erased.delivery IS NOT NULL AS is_erased,
        result.outcome,
        CASE
            WHEN in_force.delivery IS NOT NULL THEN 'in force'
            WHEN gone.decision = 'withdraw' THEN 'withdrawn'
            WHEN gone.decision = 'erase' THEN 'erased'
            WHEN result.outcome IS NULL THEN 'pending'
            WHEN result.outcome = 'accepted' THEN 'replaced'
            ELSE result.outcome
        END AS state,
        result.region_code,
        result.period,
        result.duplicate_of,
        result.event AS validated_event,
        result.attempts,
        result.code_version,
        result.programme AS programme_event,
        programme.code AS programme,
        programme.digest AS programme_digest
    FROM record.delivery
    LEFT JOIN gone USING (delivery)
    LEFT JOIN erased USING (delivery)
    LEFT JOIN summary.latest_result(as_of := $as_of) AS latest USING (delivery)
    LEFT JOIN record.result
        ON result.delivery = latest.delivery AND result.event = latest.event
    LEFT JOIN reference.programme ON programme.programme = result.programme
    LEFT JOIN summary.submission_in_force(NULL, as_of := $as_of) AS in_force
        ON in_force.delivery = delivery.delivery
    WHERE list_contains($deliveries, delivery.delivery) AND delivery.event <= $as_of
    ORDER BY delivery.sequence
"""


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
