"""Finds events that a warehouse has applied and that the journal has lost or holds changed."""

from collections.abc import Sequence
from typing import Final

import duckdb

from pow_pipeline.record.head import ONLY_THEN
from pow_pipeline.record.journal import Journal
from schemas.sql import read_sql


def last_event(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last event that a warehouse shows, 0 for none."""
    row = connection.execute("SELECT coalesce(max(number), 0) FROM record.event").fetchone()
    return int(row[0]) if row else 0


def last_event_and_hash(connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
    """Return number and hash of the last event that a warehouse shows; None if it shows none."""
    row = connection.execute(_LAST).fetchone()
    return (int(row[0]), str(row[1])) if row else None


def lost_events(connection: duckdb.DuckDBPyConnection, journal: Journal) -> list[str]:
    """Return the events that a warehouse shows and the journal lacks or holds changed.

    If both have the same last event, all earlier events are the same: each event carries the hash
    of the previous one.

    Returns:
        A description of each event, such as `event 15 (decided: extend AM14 2021-H1 by anna)`.
    """
    head, last = journal.head(), last_event_and_hash(connection)
    if last is None or (last[0] <= head and journal.holds(*last)):
        return []
    applied = connection.execute(_APPLIED).fetchall()
    shared = [(number, sha256) for number, sha256, _ in applied if number <= head]
    is_same = not shared or journal.holds(*shared[-1])
    return [
        f"event {number} ({kind})"
        for number, sha256, kind in applied
        if number > head or not (is_same or journal.holds(number, sha256))
    ]


def lost_message(lost: Sequence[str], journal: Journal) -> str:
    """Return the message about lost events; the remedy that loses nothing comes first."""
    problem = f"written, and not in the journal as it was: {', '.join(lost)}"
    return f"{journal.folder}: {problem}; nothing was changed; {journal.restore}; {ONLY_THEN}"


_LAST: Final = "SELECT number, sha256 FROM record.event ORDER BY number DESC LIMIT 1"
_APPLIED: Final = read_sql(__file__, "queries/applied_events")
