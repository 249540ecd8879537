"""What others are told of reports: which were judged, and which periods are complete by that."""

from collections.abc import Sequence
from dataclasses import dataclass

from pow_pipeline.record.decisions import Exempted
from pow_pipeline.record.events import Event, Judged
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lock import holder_of
from pow_pipeline.warehouse.lookups.overview import is_complete
from pow_pipeline.warehouse.shown import last_event
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Complete:
    """A period in which nobody is silent.

    Attributes:
        event: the last event by which that may have come about.
    """

    period: str
    event: int


@dataclass(frozen=True)
class News:
    """What happened up to the last event that the warehouse shows."""

    last: int
    judged: Sequence[Judged] = ()
    complete: Sequence[Complete] = ()


def news_since(workspace: Workspace, event: int) -> News:
    """Return what happened after an event; what the warehouse does not show yet is left out.

    While another process holds the warehouse that is all of it, so that nobody waits for it.

    Raises:
        LockedError, WarehouseError: the warehouse cannot be read.
    """
    journal = Journal(workspace.journal)
    if journal.head() == event or holder_of(workspace):
        return News(event)
    with read_warehouse(workspace.warehouse) as connection:
        last = max(last_event(connection), event)
        events = [each for each in journal.read(after=event) if each.number <= last]
        touched = {period: each.number for each in events for period in _periods_of(each)}
        complete = [
            Complete(period, number)
            for period, number in sorted(touched.items())
            if is_complete(connection, period)
        ]
    return News(last, [each for each in events if isinstance(each, Judged)], complete)


def _periods_of(event: Event) -> set[str]:
    """Return the periods that may be complete by an event."""
    if isinstance(event, Exempted):
        return {event.period}
    verdicts = event.verdicts if isinstance(event, Judged) else ()
    return {each.period for each in verdicts if each.outcome == "accepted" and each.period}
