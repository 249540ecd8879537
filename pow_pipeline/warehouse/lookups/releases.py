"""Looks up releases and drafts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import duckdb

from pow_pipeline.model.releases import Draft, Release
from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql


def released(connection: duckdb.DuckDBPyConnection) -> list[Release]:
    """Return every release, in the order in which they were made."""
    rows = fetch(
        connection,
        read_sql(__file__, "queries/releases/releases"),
    )
    return [Release(**row | {"embargo": in_utc(row["embargo"])}) for row in rows]


def last_drafts(connection: duckdb.DuckDBPyConnection) -> list[Draft]:
    """Return the last draft of each period."""
    rows = fetch(
        connection,
        """
        SELECT period, max(as_of) AS as_of FROM record.draft GROUP BY period ORDER BY period
        """,
    )
    return [Draft(**row) for row in rows]


def latest_release(releases: Sequence[Release], period: str) -> Release | None:
    """Return the last release of a period, None if there is none."""
    return next((release for release in reversed(releases) if release.period == period), None)


def held_releases(releases: Iterable[Release]) -> list[Release]:
    """Return the releases under embargo, in the order in which their embargoes are lifted.

    A release that was replaced by a later one of its period is left out: it is never released.
    """
    latest = {release.period: release for release in releases}
    held = [
        (release.embargo, release)
        for release in latest.values()
        if release.embargo and release.is_held
    ]
    return [release for _, release in sorted(held, key=lambda pair: (pair[0], pair[1].period))]


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a moment of the warehouse with its time zone, UTC, which is not stored."""
    return moment.replace(tzinfo=UTC) if moment else None
