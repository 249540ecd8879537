"""Whether somebody else than who made them stands for exactly these staged figures."""

from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb


def signed_off_on(full: Path, period: str, *, figures: str, zone: ZoneInfo) -> date | None:
    """Return the day on which figures were first signed off; None where they were not.

    Args:
        full: the staged database, which holds the decisions up to the state that it shows.
        period: the period that the figures are of.
        figures: their hash.
        zone: the time zone in which it is a day.
    """
    with duckdb.connect(full, read_only=True) as connection:
        found = connection.execute(
            """
            SELECT decided_at
            FROM record.decision
            WHERE decision = 'sign-off' AND period = ? AND figures = ?
            ORDER BY event
            """,
            [period, figures],
        ).fetchone()
    return found[0].replace(tzinfo=UTC).astimezone(zone).date() if found else None
