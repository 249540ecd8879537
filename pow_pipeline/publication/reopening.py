"""The decisions that reopened a period, with the reasons that a release shows."""

from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb


@dataclass(frozen=True)
class Reopening:
    """One decision that made a final period provisional again.

    Attributes:
        period: the period.
        event: the event of the decision.
        on: the day, in the programme's time zone.
        why: the reason, in one line.
    """

    period: str
    event: int
    on: date
    why: str


def read_reopenings(full: Path, zone: ZoneInfo) -> tuple[Reopening, ...]:
    """Return every reopening in a staged full database, in order.

    Args:
        full: the staged database, which holds the decisions up to the state that it shows.
        zone: the time zone for the days.
    """
    with duckdb.connect(full, read_only=True) as connection:
        rows = connection.execute(
            """
            SELECT period, event, decided_at, why
            FROM record.decision
            WHERE decision = 'reopen'
            ORDER BY event
            """
        ).fetchall()
    return tuple(
        Reopening(period, event, at.replace(tzinfo=UTC).astimezone(zone).date(), _line(why))
        for period, event, at, why in rows
    )


def _line(text: str) -> str:
    return " ".join(text.split())
