"""Looks up new validations and complete periods, of which `flows/notify.py` notifies others."""

from collections.abc import Sequence
from dataclasses import dataclass

from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.decisions import Exempted
from pow_pipeline.record.events import Event, Validated
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lock import holder_of
from pow_pipeline.warehouse.lookups.overview import is_complete
from pow_pipeline.warehouse.shown import last_event


@dataclass(frozen=True)
class Complete:
    """A period about which all expected regions have reported.

    Attributes:
        event: number of the last event that may have completed the period.
    """

    period: str
    event: int


@dataclass(frozen=True)
class Notifications:
    """Validations and complete periods up to the last event applied to the warehouse.

    Attributes:
        last: number of that event.
    """

    last: int
    validated: Sequence[Validated] = ()
    complete: Sequence[Complete] = ()


def notifications_since(run: Run, event: int) -> Notifications:
    """Return what happened after an event, up to the last event applied to the warehouse.

    While another process holds the warehouse lock, nothing is returned, so that the caller never
    waits.

    Raises:
        LockedError, WarehouseError: the warehouse cannot be read.
    """
    journal = run.journal
    if journal.head() == event or holder_of(run.workspace):
        return Notifications(event)
    with read_warehouse(run.workspace.warehouse) as connection:
        last = max(last_event(connection), event)
        events = [later for later in journal.read(after=event) if later.number <= last]
        touched = {period: later.number for later in events for period in _periods_of(later)}
        complete = [
            Complete(period, number)
            for period, number in sorted(touched.items())
            if is_complete(connection, period)
        ]
    return Notifications(
        last, [later for later in events if isinstance(later, Validated)], complete
    )


def _periods_of(event: Event) -> set[str]:
    """Return the periods that an event may have completed."""
    if isinstance(event, Exempted):
        return {event.period}
    results = event.results if isinstance(event, Validated) else ()
    return {result.period for result in results if result.outcome == "accepted" and result.period}
