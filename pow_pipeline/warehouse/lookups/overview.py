"""Summarises the state of a period for operators."""

from dataclasses import asdict
from typing import Any, Final

import duckdb

from pow_pipeline.warehouse.lookups.proposals import open_proposals
from pow_pipeline.warehouse.lookups.releases import in_utc
from pow_pipeline.warehouse.query import fetch
from pow_pipeline.warehouse.shown import last_event

_RATE: Final = """
    SELECT
        expected, exempt, exempt_reported, received, accepted, in_force, on_time, late, percentage
    FROM summary.reporting_rate($period)
    WHERE scope = 'programme'
"""
_COMPLETE: Final = """
    SELECT in_force = expected - exempt AND expected > exempt AS is_complete
    FROM summary.reporting_rate($period)
    WHERE scope = 'programme'
"""
_SILENT: Final = """
    SELECT region_code
    FROM summary.reporting_rate($period)
    WHERE scope = 'region' AND silent = 1
"""
_EXEMPT: Final = """
    SELECT region_code
    FROM summary.reporting_rate($period)
    WHERE scope = 'region' AND exempt = 1
"""
_EXTENDED: Final = """
    SELECT region_code, until FROM summary.extension_in_force($period) ORDER BY region_code
"""
_FINAL: Final = """
    SELECT event FROM summary.final_period() AS final WHERE final.period = $period
"""
_OPEN_QUERIES: Final = """
    SELECT delivery, rule, activity_id, cell FROM summary.open_query($period)
"""
_NOT_ACCEPTED: Final = """
    WITH validated AS (  -- a delivery without a period belongs to the period open on arrival
        SELECT
            result.delivery,
            result.outcome,
            result.errors,
            delivery.name,
            delivery.sender,
            delivery.sequence,
            coalesce(
                result.period,
                (
                    SELECT max(opened.code)
                    FROM reference.period AS opened
                    WHERE opened.programme = delivery.programme
                        AND opened.opens <= delivery.received_on
                )
            ) AS period
        FROM summary.latest_result() AS result
        JOIN record.delivery USING (delivery)
        ANTI JOIN summary.withdrawn_delivery() AS withdrawn USING (delivery)
    )
    SELECT validated.delivery, validated.outcome, validated.errors, validated.name
    FROM validated
    ANTI JOIN validated AS later  -- replaced by a later accepted delivery of the sender
        ON later.sender = validated.sender
        AND later.period = validated.period
        AND later.sequence > validated.sequence
        AND later.outcome = 'accepted'
    WHERE validated.outcome IN ('rejected', 'failed') AND validated.period = $period
    ORDER BY validated.sequence
"""
_DELIVERIES: Final = """
    WITH received AS (  -- as in _NOT_ACCEPTED; one erased before its validation stays in no state
        SELECT
            coalesce(result.outcome, 'pending') AS state,
            coalesce(
                result.period,
                (
                    SELECT max(opened.code)
                    FROM reference.period AS opened
                    WHERE opened.programme = delivery.programme
                        AND opened.opens <= delivery.received_on
                )
            ) AS period
        FROM record.delivery
        LEFT JOIN summary.latest_result() AS result USING (delivery)
        LEFT JOIN summary.withdrawn_delivery() AS withdrawn USING (delivery)
        WHERE result.outcome IS NOT NULL OR withdrawn.delivery IS NULL
    )
    SELECT
        count(*) AS received,
        count(*) FILTER (state = 'accepted') AS accepted,
        count(*) FILTER (state = 'rejected') AS rejected,
        count(*) FILTER (state = 'duplicate') AS duplicate,
        count(*) FILTER (state = 'failed') AS failed,
        count(*) FILTER (state = 'pending') AS pending
    FROM received
    WHERE period = $period
"""
_FIGURES: Final = """
    SELECT
        shown.category,
        shown.status,
        shown.activities,
        shown.denominator,
        shown.percentage,
        trend.change,
        trend.period_before
    FROM summary.status_distribution($period) AS shown
    LEFT JOIN summary.status_trend($period) AS trend
        ON trend.scope = shown.scope
        AND trend.category = shown.category
        AND trend.status = shown.status
    WHERE shown.scope = 'programme'
"""
_LAST_RUN: Final = """
    SELECT number AS event, type, happened_at AS at
    FROM record.event
    WHERE type IN ('received', 'validated')
    ORDER BY number DESC
    LIMIT 1
"""
_LAST_RELEASE: Final = """
    SELECT
        release.period || '.v' || release.version AS name,
        release.version,
        release.as_of,
        coalesce(release.embargo, event.happened_at) AS issued,
        CASE WHEN release.visible_since IS NULL THEN release.embargo END AS embargo
    FROM record.release
    JOIN record.event AS event ON event.number = release.event
    WHERE release.period = $period
    ORDER BY release.version DESC
    LIMIT 1
"""


def overview_of(connection: duckdb.DuckDBPyConnection, period: str) -> dict[str, Any]:
    """Return the state of a period: counts, the regions without a report, and the figures.

    The figures have one row per category and status of the whole programme. They include the change
    in percentage points since the previous period, if there is one.
    """
    rate, silent, exempt, extended, final, open_queries, not_accepted, figures, release = (
        fetch(connection, query, {"period": period})
        for query in (
            _RATE,
            _SILENT,
            _EXEMPT,
            _EXTENDED,
            _FINAL,
            _OPEN_QUERIES,
            _NOT_ACCEPTED,
            _FIGURES,
            _LAST_RELEASE,
        )
    )
    last_release = release[0] if release else None
    return {
        "period": period,
        **(rate[0] if rate else {}),
        "silent": [row["region_code"] for row in silent],
        "exempt_regions": [row["region_code"] for row in exempt],
        "extended": extended,
        "is_final": bool(final),
        "open_queries": len(open_queries),
        "queries": open_queries,
        "deliveries": fetch(connection, _DELIVERIES, {"period": period})[0],
        "not_accepted": not_accepted,
        "proposals": [
            asdict(each) | {"key": each.key} for each in open_proposals(connection, period)
        ],
        "figures": figures,
        "release": last_release["name"] if last_release else None,
        "embargo": in_utc(last_release["embargo"]) if last_release else None,
        "last_release": last_release,
        "last_run": next(iter(fetch(connection, _LAST_RUN)), None),
        "event": last_event(connection),
    }


def is_complete(connection: duckdb.DuckDBPyConnection, period: str) -> bool:
    """Return whether every region that must report about a period has a report in force."""
    rows = fetch(connection, _COMPLETE, {"period": period})
    return bool(rows and rows[0]["is_complete"])
