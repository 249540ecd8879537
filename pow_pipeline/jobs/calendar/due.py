"""Computes the due reminders and publications from the programme, the region states and events.

The functions have no side effects. Days are calendar days in the time zone of the programme, so a
change to or from daylight saving time has no effect.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeGuard

from pow_pipeline.model.regions import RegionState
from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.events import Event, Released
from pow_pipeline.record.reminders import CalendarTaskDone, OnceDone, Reminded
from schemas.programme.programme import Programme
from schemas.text.periods import Period

_GRACE: Final = timedelta(days=7)  # a reminder that is later than this is not sent


@dataclass(frozen=True)
class DueReminder:
    """Reminder to send to several regions; see `Reminded` for its attributes."""

    deadline: date
    days: int
    regions: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day on which the reminder is to be sent."""
        return self.deadline + timedelta(days=self.days)


def running_periods(programme: Programme, events: Sequence[Event], today: date) -> list[Period]:
    """Return the periods that have opened and whose publication day has not yet come.

    A period stays in the list until no reminder for its latest deadline, with extensions, can be
    sent.
    """
    latest = timedelta(days=max(programme.reminders.days, default=0)) + _GRACE
    running: list[Period] = []
    for period in programme.periods:
        extended = (event.until for event in events if _is_extension(event, period))
        end = max(period.publication, max((period.deadline, *extended)) + latest)
        if period.opens <= today < end:
            running.append(period)
    return running


def reminders_due(
    programme: Programme,
    period: Period,
    region_states: Iterable[RegionState],
    events: Iterable[Event],
    *,
    now: datetime,
) -> list[DueReminder]:
    """Return the reminders about a period to be sent now, each with its regions.

    If several reminder days have passed for a region, only the last counts, so that a region does
    not get two reminders at once after a pause. A reminder is not sent if it or a later one was
    sent. Later ones that are dated in the future are ignored: the clock was wrong.
    """
    today = now.astimezone(programme.zone).date()
    sent = [
        event for event in events if isinstance(event, Reminded) and event.period == period.code
    ]
    regions: dict[tuple[date, int], list[str]] = defaultdict(list)
    for state in region_states:
        latest = _latest(programme, period, state.deadline, today)
        if latest and state.needs_reminder and _is_new(latest, state.region, sent, now):
            regions[latest.deadline, latest.days].append(state.region)
    return [DueReminder(*key, tuple(sorted(codes))) for key, codes in sorted(regions.items())]


def overdue_states(region_states: Iterable[RegionState], *, today: date) -> tuple[RegionState, ...]:
    """Return the states of the regions that have not reported by their deadline."""
    return tuple(state for state in region_states if state.is_silent and state.deadline < today)


def publication_due(programme: Programme, events: Sequence[Event], today: date) -> Period | None:
    """Return the period due for publication; None if it was published on or after its day.

    This is the last period whose publication day has come. Whether to publish earlier periods that
    were left out is for an operator to decide.
    """
    past = [period for period in programme.periods if period.publication <= today]
    if not past:
        return None
    return None if is_published(programme, past[-1], events) else past[-1]


def is_published(programme: Programme, period: Period, events: Iterable[Event]) -> bool:
    """Return whether the figures of a period were published on or after its publication day."""
    return any(
        (
            isinstance(event, Released)
            and event.period == period.code
            and event.at.astimezone(programme.zone).date() >= period.publication
        )
        or (
            isinstance(event, CalendarTaskDone)
            and (event.period, event.done) == (period.code, "published")
        )
        for event in events
    )


def is_done(
    events: Iterable[Event], period: str, done: OnceDone, *, day: date | None = None
) -> bool:
    """Return whether a task for a period was done, on a given day if `day` is not None."""
    return any(
        isinstance(event, CalendarTaskDone)
        and (event.period, event.done) == (period, done)
        and day in {None, event.day}
        for event in events
    )


def is_lapsed(period: Period, reminder: DueReminder | Reminded, today: date) -> bool:
    """Return whether a reminder is too late to be sent."""
    closes = period.closing_day_for(reminder.deadline)
    if closes and today > closes:
        return True
    return today >= max(period.publication, reminder.day + _GRACE)


def _is_extension(event: Event, period: Period) -> TypeGuard[Extended]:
    return isinstance(event, Extended) and event.period == period.code


def _latest(
    programme: Programme, period: Period, deadline: date, today: date
) -> DueReminder | None:
    """Return the last reminder whose day has come, unless it has lapsed."""
    reminders = (DueReminder(deadline, days, ()) for days in programme.reminders.days)
    past = [reminder for reminder in reminders if reminder.day <= today]
    return past[-1] if past and not is_lapsed(period, past[-1], today) else None


def _is_new(reminder: DueReminder, region: str, sent: Iterable[Reminded], now: datetime) -> bool:
    earlier = [reminded for reminded in sent if region in reminded.regions]
    is_sent = any(
        (reminded.deadline, reminded.days) == (reminder.deadline, reminder.days)
        for reminded in earlier
    )
    return not is_sent and all(
        reminded.day < reminder.day or reminded.at > now for reminded in earlier
    )
