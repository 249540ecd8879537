"""The way back: from a figure to activities, from these to reports, deliveries, cells and bytes."""

from datetime import UTC
from typing import Any, Final

import duckdb

from pow_pipeline.warehouse.query import fetch

Rows = list[dict[str, Any]]

_PROGRAMME: Final = "SELECT programme FROM summary.programme_in_force(as_of := $as_of)"
_FIGURE: Final = """
    SELECT *
    FROM summary.status_distribution($period, as_of := $as_of)
    WHERE
        category = $category
        AND status = $status
        AND region_code IS NOT DISTINCT FROM $region
"""
_RELEASE: Final = """
    SELECT period || '.v' || version AS release, as_of, event
    FROM record.release
    WHERE period = $period AND event <= $as_of
    ORDER BY event DESC
    LIMIT 1
"""
_COUNTED: Final = """
    WITH counted AS (  -- what the denominator counts
        SELECT
            report.region_code,
            report.submission,
            report.version,
            report.delivery,
            activity.*
        FROM summary.submission_in_force($period, as_of := $as_of) AS report
        JOIN record.activity_status AS activity USING (submission)
        JOIN reference.status
            ON status.code = activity.status
            AND status.programme = $programme
            AND status.kind = 'scale'
        WHERE
            $category IN ('total', activity.category)
            AND ($region IS NULL OR report.region_code = $region)
    )
"""
_REPORTS: Final = f"""
    {_COUNTED}
    SELECT
        region_code,
        version,
        delivery,
        count(*) FILTER (WHERE status = $status) AS count,
        count(*) AS denominator
    FROM counted
    GROUP BY region_code, version, delivery
    ORDER BY region_code
"""
_ACTIVITIES: Final = f"""
    {_COUNTED}
    SELECT
        region_code, activity_id, activity_name, category, status, delivery, sheet, status_cell,
        category_cell
    FROM counted
    WHERE status = $status
    ORDER BY region_code, length(activity_id), activity_id
"""
_HISTORY: Final = """
    SELECT
        submission.period,
        submission.version,
        in_force.submission IS NOT NULL AS in_force,
        activity.activity_id,
        activity.activity_name,
        activity.category,
        activity.status,
        activity.explanation,
        submission.delivery,
        activity.sheet,
        activity.status_cell,
        activity.category_cell,
        activity.explanation_cell
    FROM record.submission
    JOIN record.activity_status AS activity USING (submission)
    LEFT JOIN summary.submission_in_force(NULL, as_of := $as_of) AS in_force USING (submission)
    WHERE
        submission.region_code = $region
        AND lower(activity.activity_id) = lower($activity)
        AND submission.event <= $as_of
    ORDER BY submission.period, submission.sequence, submission.event
"""
_KNOWN: Final = """
    SELECT DISTINCT activity.activity_id
    FROM record.submission
    JOIN record.activity_status AS activity USING (submission)
    WHERE submission.region_code = $region AND submission.event <= $as_of
    ORDER BY length(activity.activity_id), activity.activity_id
"""
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
    JOIN summary.latest_verdict(as_of := $as_of) AS latest USING (delivery, event)
    WHERE finding.delivery = $delivery
    ORDER BY finding.place
"""
_REPORTED: Final = """
    SELECT
        activity.activity_id, activity.activity_name, activity.category, activity.status,
        activity.sheet, activity.status_cell, activity.category_cell
    FROM record.activity_status AS activity
    JOIN record.submission USING (submission)
    JOIN summary.latest_verdict(as_of := $as_of) AS latest USING (delivery, event)
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
    erased AS (  -- whenever: the bytes that are gone cannot be hashed
        SELECT DISTINCT decision.delivery FROM record.decision WHERE decision.decision = 'erase'
    )
    SELECT
        delivery.delivery,
        delivery.sender,
        delivery.name,
        delivery.received_at,
        delivery.event AS received_event,
        delivery.size,
        delivery.sha256,
        erased.delivery IS NOT NULL AS is_erased,
        verdict.outcome,
        CASE
            WHEN in_force.delivery IS NOT NULL THEN 'in force'
            WHEN gone.decision = 'withdraw' THEN 'withdrawn'
            WHEN gone.decision = 'erase' THEN 'erased'
            WHEN verdict.outcome IS NULL THEN 'pending'
            WHEN verdict.outcome = 'accepted' THEN 'replaced'
            ELSE verdict.outcome
        END AS standing,
        verdict.region_code,
        verdict.period,
        verdict.duplicate_of,
        verdict.event AS judged_event,
        verdict.attempts,
        verdict.code_version,
        verdict.programme AS programme_event,
        programme.code AS programme,
        programme.digest AS programme_digest
    FROM record.delivery
    LEFT JOIN gone USING (delivery)
    LEFT JOIN erased USING (delivery)
    LEFT JOIN summary.latest_verdict(as_of := $as_of) AS latest USING (delivery)
    LEFT JOIN record.verdict
        ON verdict.delivery = latest.delivery AND verdict.event = latest.event
    LEFT JOIN reference.programme ON programme.programme = verdict.programme
    LEFT JOIN summary.submission_in_force(NULL, as_of := $as_of) AS in_force
        ON in_force.delivery = delivery.delivery
    WHERE list_contains($deliveries, delivery.delivery) AND delivery.event <= $as_of
    ORDER BY delivery.sequence
"""


def programme_at(connection: duckdb.DuckDBPyConnection, as_of: int) -> int:
    """Return the number of the event of the programme in force at an event."""
    return int(fetch(connection, _PROGRAMME, {"as_of": as_of})[0]["programme"])


def trace_figure(connection: duckdb.DuckDBPyConnection, **asked: Any) -> dict[str, Rows]:
    """Return a figure of the status distribution, and the reports and activities it counts.

    Args:
        connection: an open warehouse.
        asked: period, category, status, region (None for all), programme and as_of.
    """
    shown = {name: asked[name] for name in ("period", "category", "status", "region", "as_of")}
    return {
        "figure": fetch(connection, _FIGURE, shown),
        "release": fetch(connection, _RELEASE, {name: asked[name] for name in ("period", "as_of")}),
        "reports": fetch(connection, _REPORTS, asked),
        "activities": fetch(connection, _ACTIVITIES, asked),
    }


def trace_activity(
    connection: duckdb.DuckDBPyConnection, region: str, activity: str, *, as_of: int
) -> Rows:
    """Return every report in which an activity stands, whether it counts or not."""
    asked = {"region": region, "activity": activity, "as_of": as_of}
    return fetch(connection, _HISTORY, asked)


def known_activities(
    connection: duckdb.DuckDBPyConnection, region: str, *, as_of: int
) -> list[str]:
    """Return the ids of all activities that a region ever reported."""
    found = fetch(connection, _KNOWN, {"region": region, "as_of": as_of})
    return [row["activity_id"] for row in found]


def trace_delivery(
    connection: duckdb.DuckDBPyConnection, delivery: str, *, as_of: int
) -> dict[str, Rows]:
    """Return what became of a delivery at each stage, what was found, and what it reports."""
    asked = {"delivery": delivery, "as_of": as_of}
    return {
        "stages": fetch(connection, _STAGES, asked),
        "findings": fetch(connection, _FINDINGS, asked),
        "activities": fetch(connection, _REPORTED, asked),
    }


def describe_deliveries(
    connection: duckdb.DuckDBPyConnection, deliveries: list[str], *, as_of: int
) -> Rows:
    """Return where deliveries came from, what became of them and which versions judged them."""
    found = fetch(connection, _DELIVERIES, {"deliveries": deliveries, "as_of": as_of})
    for row in found:
        row["received_at"] = row["received_at"].replace(tzinfo=UTC)
    return found
