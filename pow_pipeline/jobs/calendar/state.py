"""The state of the calendar after one event, at one moment, and the tasks due in that state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pow_pipeline.jobs.calendar.due import (
    DueReminder,
    is_done,
    overdue_states,
    publication_due,
    reminders_due,
    running_periods,
)
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.worker import start_worker
from pow_pipeline.model.regions import RegionState
from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.events import Event, Released
from pow_pipeline.record.reminders import (
    CalendarTaskDone,
    Reminded,
    RemindersGiven,
    RemindersMailed,
)
from pow_pipeline.warehouse.connection import Connection, read_warehouse
from pow_pipeline.warehouse.lookups.region_states import region_states_of
from pow_pipeline.warehouse.shown import last_event
from schemas.programme.programme import Programme
from schemas.text.periods import Period

# Few of the events, although every period is compared with all of these.
_EVENTS: Final = (Extended, Released, CalendarTaskDone, Reminded, RemindersGiven, RemindersMailed)


@dataclass(frozen=True)
class Overdue:
    """A period in which regions have not reported by their deadlines.

    Attributes:
        deadline: the latest deadline of these regions.
        is_notified: whether a notification was sent since that deadline.
    """

    period: str
    deadline: date
    regions: tuple[str, ...]
    is_notified: bool


@dataclass(frozen=True)
class CalendarState:
    """The state of the calendar.

    Attributes:
        last: number of the last event included.
        now: the moment to which the state applies.
        events: the events about tasks of the calendar up to that one.
        running: periods that have opened and still have tasks; see `running_periods`.
        due_for_publication: the period that is due; see `publication_due`.
        region_states: code of a period to the states of its regions.
    """

    last: int
    now: datetime
    programme: Programme
    events: Sequence[Event]
    running: Sequence[Period]
    due_for_publication: Period | None
    region_states: Mapping[str, Sequence[RegionState]]

    @property
    def today(self) -> date:
        """The current day in the time zone of the programme."""
        return self.now.astimezone(self.programme.zone).date()

    def periods_without_forms(self) -> list[str]:
        """Return the codes of running periods whose templates are not in the outboxes yet."""
        codes = [period.code for period in self.running]
        return [code for code in codes if not is_done(self.events, code, "forms")]

    def due_reminders(self) -> list[tuple[str, DueReminder]]:
        """Return the reminders to send now, each with the code of its period."""
        return [
            (period.code, reminder)
            for period in self.running
            for reminder in reminders_due(
                self.programme, period, self.region_states[period.code], self.events, now=self.now
            )
        ]

    def overdue(self) -> tuple[Overdue, ...]:
        """Return the periods in which reports are overdue."""
        periods = (self._overdue(period.code) for period in self.running)
        return tuple(overdue for overdue in periods if overdue)

    def _overdue(self, period: str) -> Overdue | None:
        region_states = overdue_states(self.region_states[period], today=self.today)
        if not region_states:
            return None
        deadline = max(state.deadline for state in region_states)
        is_notified = is_done(self.events, period, "overdue", day=deadline)
        regions = tuple(state.region for state in region_states)
        return Overdue(period, deadline, regions, is_notified)

    def period_to_publish(self) -> str | None:
        """Return the code of the period to publish; None if there is none.

        There is none if no region has reported, or if its publication was already stopped today.
        """
        period = self.due_for_publication
        if not period or is_done(self.events, period.code, "publication", day=self.today):
            return None
        is_reported = any(state.delivery for state in self.region_states[period.code])
        return period.code if is_reported else None


def current_state(run: Run, *, earlier: CalendarState | None = None) -> CalendarState:
    """Catch up with the journal, and return the state of the calendar.

    Args:
        run: the run.
        earlier: an earlier state at this moment; returned unchanged if no event was appended since.

    Raises:
        LockedError: another process kept the warehouse locked until the wait timed out.
    """
    if earlier and run.journal.head() == earlier.last:
        return earlier
    with hold_warehouse(run), start_worker(run) as worker:
        worker.catch_up()
        return _state_in(worker.connection, run)


def read_state(run: Run) -> CalendarState:
    """Return the state of the calendar from the warehouse as it is, without taking a lock.

    Raises:
        WarehouseError: the warehouse cannot be read.
    """
    with read_warehouse(run.workspace.warehouse) as connection:
        return _state_in(connection, run)


def _state_in(connection: Connection, run: Run) -> CalendarState:
    now, last = run.clock(), last_event(connection)
    programme = run.programmes.in_force_at(last)
    every = (run.journal.event(number) for number in range(1, last + 1))
    events = [event for event in every if isinstance(event, _EVENTS)]
    today = now.astimezone(programme.zone).date()
    running = running_periods(programme, events, today)
    due = publication_due(programme, events, today)
    region_states = {
        period.code: region_states_of(connection, period, as_of=last)
        for period in (*running, *([due] if due else ()))
    }
    return CalendarState(last, now, programme, events, running, due, region_states)
