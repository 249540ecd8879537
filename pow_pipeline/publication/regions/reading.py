"""Reads the reports, activities and open queries of regions from the staged restricted database.

Each SQL query runs once for all regions; the results are keyed by the code of the region.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb

from pow_pipeline.model.findings import Finding
from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql

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
        periods_in_state: the number of consecutive periods in this state.
        state_before: its state in the previous period; None if it was not known.
        explanation: the explanation of the region in the report in force.
    """

    activity_id: str
    name: str
    category: str
    state: str
    periods_in_state: int
    state_before: str | None
    explanation: str


@dataclass(frozen=True)
class RegionData:
    """All data, by the code of the region; only regions expected in the period have a report."""

    reports: Mapping[str, Report]
    activities: Mapping[str, tuple[Activity, ...]]
    queries: Mapping[str, tuple[Finding, ...]]


def read_regions(restricted: Path, period: str, *, period_before: str | None) -> RegionData:
    """Read what the pages of regions need besides figures.

    Args:
        restricted: the staged restricted database.
        period: the period of the pages.
        period_before: the period that it is compared with, if there is one.
    """
    with duckdb.connect(restricted, read_only=True) as connection:
        values = {"period": period}
        reports = fetch(connection, _REPORTS, values)
        activities = fetch(connection, _ACTIVITIES, values | {"before": period_before})
        queries = fetch(connection, _QUERIES, values)
    for row in queries:
        row["expected"] = tuple(row["expected"])
    return RegionData(
        reports={row.pop("region_code"): Report(**row) for row in reports},
        activities=_by_region(activities, Activity),
        queries=_by_region(queries, Finding),
    )


def _by_region(rows: Iterable[dict[str, Any]], kind: type[_Row]) -> dict[str, tuple[_Row, ...]]:
    by_region: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_region[row.pop("region_code")].append(kind(**row))
    return {region: tuple(items) for region, items in by_region.items()}


_REPORTS: Final = read_sql(__file__, "queries/reports")
_ACTIVITIES: Final = read_sql(__file__, "queries/activities")
_QUERIES: Final = read_sql(__file__, "queries/open_queries")
