"""Lists the days of the calendar with the state of each task: done, due, to come or past."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from pow_pipeline.jobs.calendar.due import is_done, is_published
from pow_pipeline.jobs.calendar.state import CalendarState, read_state
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.regions import RegionState
from pow_pipeline.record.reminders import Reminded
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.region_states import region_states_of
from schemas.text.periods import Period

State = Literal["done", "due", "to come", "past"]


@dataclass(frozen=True)
class CalendarDay:
    """One task of the calendar.

    Attributes:
        what: kind of task.
        days: for a reminder, days after the deadline; negative before it. Otherwise None.
        regions: for a reminder, the regions that received it or would receive it now; for a
            deadline, the regions that have not reported.
        state: `past` means not done and no longer to be done.
    """

    day: date
    period: str
    what: Literal["opens", "reminder", "deadline", "publication"]
    state: State
    days: int | None = None
    regions: tuple[str, ...] = ()


def calendar_days(run: Run, period: str | None, *, ahead: int) -> list[CalendarDay]:
    """Return the calendar tasks of a period, in order.

    Without a period, return the tasks that are due and those of the next `ahead` days.

    Raises:
        UsageError: the programme has no such period.
        WarehouseError: the warehouse cannot be read.
    """
    calendar = _read(run, period, ahead=ahead)
    tasks = [task for code in calendar.region_states for task in _days_of(calendar, code)]
    if not period:
        last = calendar.today + timedelta(days=ahead)
        tasks = [
            task for task in tasks if task.state == "due" or calendar.today <= task.day <= last
        ]
    return sorted(tasks, key=lambda task: (task.day, task.period))


def _read(run: Run, requested: str | None, *, ahead: int) -> CalendarState:
    """Return the state of the calendar for the requested period, or for all relevant periods."""
    calendar = read_state(run)
    until = calendar.today + timedelta(days=ahead)
    shown = [
        period
        for period in calendar.programme.periods
        if period in (*calendar.running, calendar.due_for_publication)
        or (period.opens <= until and period.publication >= calendar.today)
    ]
    if requested:
        shown = [require_period(calendar.programme, requested)]
    region_states = {
        period.code: calendar.region_states[period.code]
        for period in shown
        if period.code in calendar.region_states
    }
    if missing := [period for period in shown if period.code not in region_states]:
        with read_warehouse(run.workspace.warehouse) as connection:
            for period in missing:
                region_states[period.code] = region_states_of(
                    connection, period, as_of=calendar.last
                )
    return replace(calendar, region_states=region_states)


def _days_of(calendar: CalendarState, code: str) -> Iterator[CalendarDay]:
    period = require_period(calendar.programme, code)
    region_states = calendar.region_states[code]
    is_put = is_done(calendar.events, code, "forms")
    state = _state(calendar, period.opens, is_done=is_put, is_due=period in calendar.running)
    yield CalendarDay(period.opens, code, "opens", state)
    for deadline in sorted(
        {period.deadline, *(region_state.deadline for region_state in region_states)}
    ):
        mine = [region_state for region_state in region_states if region_state.deadline == deadline]
        silent = tuple(region_state.region for region_state in mine if region_state.is_silent)
        state = "to come" if deadline >= calendar.today else "past"
        yield CalendarDay(deadline, code, "deadline", state, regions=silent)
        yield from _reminders(calendar, period, deadline, mine)
    is_out = is_published(calendar.programme, period, calendar.events)
    is_next = calendar.due_for_publication == period
    is_due = is_next and any(region_state.delivery for region_state in region_states)
    state = _state(calendar, period.publication, is_done=is_out, is_due=is_due)
    yield CalendarDay(period.publication, code, "publication", state)


def _reminders(
    calendar: CalendarState, period: Period, deadline: date, region_states: Sequence[RegionState]
) -> Iterator[CalendarDay]:
    reminded = [e for e in calendar.events if isinstance(e, Reminded) and e.period == period.code]
    due = {
        (reminder.deadline, reminder.days): reminder.regions
        for code, reminder in (calendar.due_reminders() if period in calendar.running else ())
        if code == period.code
    }
    owing = tuple(
        region_state.region for region_state in region_states if region_state.needs_reminder
    )
    for days in calendar.programme.reminders.days:
        sent = tuple(
            region
            for e in reminded
            if (e.deadline, e.days) == (deadline, days)
            for region in e.regions
        )
        waiting = due.get((deadline, days), ())
        day = deadline + timedelta(days=days)
        state = _state(calendar, day, is_done=bool(sent), is_due=bool(waiting))
        regions = sent or waiting or (owing if state == "to come" else ())
        yield CalendarDay(day, period.code, "reminder", state, days, regions)


def _state(calendar: CalendarState, day: date, *, is_done: bool, is_due: bool) -> State:
    if is_done:
        return "done"
    if day > calendar.today:
        return "to come"
    return "due" if is_due else "past"
