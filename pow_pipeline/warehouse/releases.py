"""What has been released, as the warehouse shows it."""

from collections.abc import Sequence

import duckdb

from pow_pipeline.model import Concept, Release
from pow_pipeline.warehouse.query import fetch


def released(connection: duckdb.DuckDBPyConnection) -> list[Release]:
    """Return every release, in the order in which they were made."""
    found = fetch(
        connection,
        """
        SELECT
            period, version, as_of, figures, manifest, databases, pruned IS NOT NULL AS is_pruned
        FROM record.release
        ORDER BY event
        """,
    )
    return [Release(**row) for row in found]


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
