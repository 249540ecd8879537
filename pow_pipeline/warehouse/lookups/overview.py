"""Summarises the state of a period for `pow status`: reports, deliveries, queries and figures."""

from dataclasses import asdict
from typing import Any, Final

import duckdb

from pow_pipeline.warehouse.lookups.proposals import open_proposals
from pow_pipeline.warehouse.lookups.releases import in_utc
from pow_pipeline.warehouse.query import fetch
from pow_pipeline.warehouse.shown import last_event
from schemas.sql import read_sql

_COUNTS: Final = (
    *("expected", "exempt", "exempt_reported", "received", "accepted", "in_force"),
    *("on_time", "late", "percentage"),
)
# One query: to plan it takes longer than to run it.
_RATES: Final = f"""
    SELECT scope, region_code, silent, {", ".join(_COUNTS)} FROM summary.reporting_rate($period)
"""
_COMPLETE: Final = """
    SELECT in_force = expected - exempt AND expected > exempt AS is_complete
    FROM summary.reporting_rate($period)
    WHERE scope = 'programme'
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
_NOT_ACCEPTED: Final = read_sql(__file__, "queries/overview/not_accepted")
_DELIVERIES: Final = read_sql(__file__, "queries/overview/deliveries_by_state")
_FIGURES: Final = read_sql(__file__, "queries/overview/figures")
_LAST_RUN: Final = read_sql(__file__, "queries/overview/last_run")
_LAST_RELEASE: Final = read_sql(__file__, "queries/overview/last_release")


def overview_of(connection: duckdb.DuckDBPyConnection, period: str) -> dict[str, Any]:
    """Return the state of a period: counts, the regions without a report, and the figures.

    The figures have one row per category and status of the whole programme. They include the change
    in percentage points since the previous period, if there is one.
    """
    rates, extended, final, open_queries, not_accepted, figures, release = (
        fetch(connection, query, {"period": period})
        for query in (
            _RATES,
            _EXTENDED,
            _FINAL,
            _OPEN_QUERIES,
            _NOT_ACCEPTED,
            _FIGURES,
            _LAST_RELEASE,
        )
    )
    last_release = release[0] if release else None
    regions = [row for row in rates if row["scope"] == "region"]
    return {
        "period": period,
        **{name: row[name] for row in rates if row["scope"] == "programme" for name in _COUNTS},
        "silent": [row["region_code"] for row in regions if row["silent"]],
        "exempt_regions": [row["region_code"] for row in regions if row["exempt"]],
        "extended": extended,
        "is_final": bool(final),
        "open_queries": len(open_queries),
        "queries": open_queries,
        "deliveries": fetch(connection, _DELIVERIES, {"period": period})[0],
        "not_accepted": not_accepted,
        "proposals": [
            asdict(proposal) | {"key": proposal.key}
            for proposal in open_proposals(connection, period)
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
