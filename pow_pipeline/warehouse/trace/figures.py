"""Traces a figure or an activity back to the reports and cells that it is based on."""

from typing import Any, Final

import duckdb

from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql
from schemas.text.ids import canonical_id

Rows = list[dict[str, Any]]

_PROGRAMME: Final = "SELECT programme FROM summary.programme_in_force(as_of := $as_of)"
_FIGURE: Final = read_sql(__file__, "queries/figure")
_RELEASE: Final = read_sql(__file__, "queries/last_release")
_COUNTED: Final = read_sql(__file__, "queries/counted_activities")
_REPORTS: Final = read_sql(__file__, "queries/reports_of_figure").format(
    counted_activities=_COUNTED
)
_ACTIVITIES: Final = read_sql(__file__, "queries/activities_of_figure").format(
    counted_activities=_COUNTED
)
_HISTORY: Final = read_sql(__file__, "queries/submissions_of_activity")
_KNOWN: Final = read_sql(__file__, "queries/known_activity_ids")


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
