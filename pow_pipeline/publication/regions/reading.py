"""Reads the reports, activities and open queries of regions from the full staged database.

Each SQL query runs once for all regions; the results are keyed by the code of the region.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb

from pow_pipeline.model import Finding
from pow_pipeline.warehouse.query import fetch

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Report:
    """The state of the report of a region.

    Attributes:
        has_sent: whether any file arrived, with any outcome.
        version, received_on: those of the report in force, None without one.
        first_received_on: the arrival of the first report that is accepted and not withdrawn.
        extended_until: the later deadline of an extension for this region.
        open_queries: the number of unanswered queries about it.
    """

    has_sent: bool
    version: int | None
    received_on: date | None
    first_received_on: date | None
    extended_until: date | None
    open_queries: int


@dataclass(frozen=True)
class Activity:
    """The state of one known activity.

    Attributes:
        state: its status, or not_received.
        run: the number of consecutive periods in this state.
        state_before: its state in the previous period; None if it was not known.
        explanation: the explanation of the region in the report in force.
    """

    activity_id: str
    name: str
    category: str
    state: str
    run: int
    state_before: str | None
    explanation: str


@dataclass(frozen=True)
class Held:
    """All data, by the code of the region; only regions expected in the period have a report."""

    reports: Mapping[str, Report]
    activities: Mapping[str, tuple[Activity, ...]]
    queries: Mapping[str, tuple[Finding, ...]]


def read_regions(full: Path, period: str, *, period_before: str | None) -> Held:
    """Read what the pages of regions need besides figures.

    Args:
        full: the full staged database.
        period: the period of the pages.
        period_before: the period that it is compared with, if there is one.
    """
    with duckdb.connect(full, read_only=True) as connection:
        values = {"period": period}
        reports = fetch(connection, _REPORTS, values)
        activities = fetch(connection, _ACTIVITIES, values | {"before": period_before})
        queries = fetch(connection, _QUERIES, values)
    for row in queries:
        row["expected"] = tuple(row["expected"])
    return Held(
        reports={row.pop("region_code"): Report(**row) for row in reports},
        activities=_by_region(activities, Activity),
        queries=_by_region(queries, Finding),
    )


def _by_region(rows: Iterable[dict[str, Any]], kind: type[_Row]) -> dict[str, tuple[_Row, ...]]:
    by_region: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_region[row.pop("region_code")].append(kind(**row))
    return {region: tuple(items) for region, items in by_region.items()}


_REPORTS: Final = """
    WITH first AS (
        SELECT region_code, min(received_on) AS received_on
        FROM summary.valid_submission($period)
        GROUP BY region_code
    )
    SELECT
        rate.region_code,
        rate.received > 0 AS has_sent,
        report.version,
        report.received_on,
        CASE
            WHEN rate.in_force + rate.exempt_reported > 0 THEN first.received_on
        END AS first_received_on,
        extended.until AS extended_until,
        rate.open_queries
    FROM summary.reporting_rate AS rate
    LEFT JOIN summary.submission_in_force AS report
        ON report.period = rate.period
        AND report.region_code = rate.region_code
        AND rate.in_force + rate.exempt_reported > 0
    LEFT JOIN first ON first.region_code = rate.region_code
    LEFT JOIN summary.extension_in_force($period) AS extended
        ON extended.region_code = rate.region_code
    WHERE rate.period = $period AND rate.scope = 'region'
"""
# If several activities became one, the previous state is that of the one that already had the code,
# otherwise of the first by code, like the run of summary.activity_history.
_ACTIVITIES: Final = """
    WITH before AS (
        SELECT current_region, lower(current_id) AS current_key, state
        FROM summary.activity_history
        WHERE period = $before
        QUALIFY row_number() OVER (
            PARTITION BY current_region, lower(current_id)
            ORDER BY
                (region_code, lower(activity_id)) <> (current_region, lower(current_id)),
                region_code,
                lower(activity_id)
        ) = 1
    )
    SELECT
        activity.region_code,
        activity.activity_id,
        activity.activity_name AS name,
        activity.category,
        activity.state,
        activity.run,
        before.state AS state_before,
        coalesce(told.explanation, '') AS explanation
    FROM summary.activity_history AS activity
    LEFT JOIN before
        ON before.current_region = activity.current_region
        AND before.current_key = lower(activity.current_id)
    LEFT JOIN summary.submission_in_force AS report
        ON report.submission = activity.submission AND report.period = activity.period
    LEFT JOIN record.activity_status AS told
        ON told.submission = report.submission
        AND lower(told.activity_id) = lower(activity.activity_id)
    JOIN reference.category ON category.code = activity.category
    JOIN summary.programme_in_force() AS programme ON programme.programme = category.programme
    WHERE activity.period = $period
    ORDER BY activity.region_code, category.place, activity.activity_id
"""
_QUERIES: Final = """
    SELECT
        report.region_code,
        finding.delivery,
        finding.rule,
        finding.sheet,
        finding.cell,
        finding.activity_id,
        finding.activity_name,
        finding.found,
        finding.expected
    FROM record.finding
    JOIN summary.submission_in_force AS report
        ON report.delivery = finding.delivery AND report.event = finding.event
    SEMI JOIN summary.open_query AS query
        ON query.delivery = finding.delivery
        AND query.rule = finding.rule
        AND query.sheet = finding.sheet
        AND query.cell = finding.cell
        AND query.activity_id = finding.activity_id
        AND query.found = finding.found
    WHERE report.period = $period AND finding.severity = 'query'
    ORDER BY report.region_code, finding.place
"""
