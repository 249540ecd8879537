"""Traces a figure or an activity back to the reports and cells that it is based on."""

from typing import Any, Final

import duckdb

from pow_pipeline.warehouse.query import fetch
from schemas.text.ids import canonical_id

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
    WITH counted AS (  -- the activities in the denominator
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
        count(*) FILTER (WHERE status = $status) AS activities,
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


def programme_at(connection: duckdb.DuckDBPyConnection, as_of: int) -> int:
    """Return the number of the event that activated the programme in force at an event."""
    return int(fetch(connection, _PROGRAMME, {"as_of": as_of})[0]["programme"])


def trace_figure(connection: duckdb.DuckDBPyConnection, **selection: Any) -> dict[str, Rows]:
    """Return a figure of the status distribution, with the reports and activities that it counts.

    Args:
        connection: an open warehouse.
        selection: period, category, status, region (None for all), programme and as_of.
    """
    shown = {name: selection[name] for name in ("period", "category", "status", "region", "as_of")}
    return {
        "figure": fetch(connection, _FIGURE, shown),
        "release": fetch(
            connection, _RELEASE, {name: selection[name] for name in ("period", "as_of")}
        ),
        "reports": fetch(connection, _REPORTS, selection),
        "activities": fetch(connection, _ACTIVITIES, selection),
    }


def trace_activity(
    connection: duckdb.DuckDBPyConnection, region: str, activity: str, *, as_of: int
) -> Rows:
    """Return one row for each report that contains an activity, in force or not."""
    values = {"region": region, "activity": canonical_id(activity), "as_of": as_of}
    return fetch(connection, _HISTORY, values)


def known_activities(
    connection: duckdb.DuckDBPyConnection, region: str, *, as_of: int
) -> list[str]:
    """Return the ids of all activities that a region ever reported."""
    rows = fetch(connection, _KNOWN, {"region": region, "as_of": as_of})
    return [row["activity_id"] for row in rows]
