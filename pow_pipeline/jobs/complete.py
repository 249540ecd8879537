"""Which periods are complete: every region that has to report has a report that counts."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pow_pipeline.record.decisions import Exempted
from pow_pipeline.record.events import Event, Judged
from pow_pipeline.warehouse.overview import is_complete


@dataclass(frozen=True)
class Complete:
    """A period in which nobody is silent.

    Attributes:
        event: the last event by which that may have come about.
    """

    period: str
    event: int


def complete_periods(
    connection: duckdb.DuckDBPyConnection, events: Iterable[Event]
) -> list[Complete]:
    """Return the periods that are complete now and may have become so by these events."""
    touched = {period: event.number for event in events for period in _periods_of(event)}
    return [
        Complete(period, event)
        for period, event in sorted(touched.items())
        if is_complete(connection, period)
    ]


def _periods_of(event: Event) -> set[str]:
    if isinstance(event, Exempted):
        return {event.period}
    verdicts = event.verdicts if isinstance(event, Judged) else ()
    return {each.period for each in verdicts if each.outcome == "accepted" and each.period}
