"""What has been released, as the warehouse shows it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import duckdb

from pow_pipeline.model import Concept, Release
from pow_pipeline.warehouse.query import fetch


def released(connection: duckdb.DuckDBPyConnection) -> list[Release]:
    """Return every release, in the order in which they were made."""
    found = fetch(
        connection,
        """
        SELECT
            period,
            version,
            as_of,
            figures,
            manifest,
            changed,
            pruned IS NOT NULL AS is_pruned,
            embargo,
            disclosed
        FROM record.release
        ORDER BY event
        """,
    )
    return [Release(**row | {"embargo": in_utc(row["embargo"])}) for row in found]


def last_concepts(connection: duckdb.DuckDBPyConnection) -> list[Concept]:
    """Return the last concept of each period."""
    found = fetch(
        connection,
        """
        SELECT period, max(as_of) AS as_of FROM record.concept GROUP BY period ORDER BY period
        """,
    )
    return [Concept(**row) for row in found]


def latest_release(releases: Sequence[Release], period: str) -> Release | None:
    """Return the last release of a period, if there is one."""
    return next((each for each in reversed(releases) if each.period == period), None)


def held_releases(releases: Iterable[Release]) -> list[Release]:
    """Return the releases under embargo that are to come out, the first to do so first.

    One that was followed by another of its period before it came out never does.
    """
    latest = {release.period: release for release in releases}
    held = [(each.embargo, each) for each in latest.values() if each.embargo and each.is_held]
    return [each for _, each in sorted(held, key=lambda pair: (pair[0], pair[1].period))]


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a moment of the warehouse, which stores it in UTC without saying so."""
    return moment.replace(tzinfo=UTC) if moment else None
