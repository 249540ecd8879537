"""Looks up whether a second person signed off exactly these staged figures."""

from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb


def signed_off_on(full: Path, period: str, *, figures: str, zone: ZoneInfo) -> date | None:
    """Return the day on which the figures were first signed off, None if they were not.

    Args:
        full: the staged database, which holds the decisions up to the state that it shows.
        period: the period of the figures.
        figures: the hash of the figures.
        zone: the time zone for the day.
    """
    with duckdb.connect(full, read_only=True) as connection:
        row = connection.execute(
            """
            SELECT decided_at
            FROM record.decision
            WHERE decision = 'sign-off' AND period = ? AND figures = ?
            ORDER BY event
            """,
            [period, figures],
        ).fetchone()
    return row[0].replace(tzinfo=UTC).astimezone(zone).date() if row else None
