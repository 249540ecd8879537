"""What is due on a day, reckoned from the programme, how regions stand, and what was done before.

Nothing here reads or writes anything. A day is one in the time zone of the programme, so a night
that is an hour shorter or longer changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeGuard

from pow_pipeline.model import RegionStanding
from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.events import Event, Released
from pow_pipeline.record.reminders import CalendarKept, OnceDone, Reminded
from schemas.programme.programme import Programme
from schemas.text.periods import Period

_GRACE: Final = timedelta(days=7)  # a reminder that was missed for longer helps nobody


@dataclass(frozen=True)
class Reminding:
    """Regions to be reminded together, see `Reminded`."""

    deadline: date
    days: int
    regions: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day on which it is to go."""
        return self.deadline + timedelta(days=self.days)


def running_periods(programme: Programme, events: Sequence[Event], today: date) -> list[Period]:
    """Return the periods that have opened and whose figures are still to come out.

    A period in which a region has more time than that runs on until its last reminder is past.
    """
    latest = timedelta(days=max(programme.reminders.days, default=0)) + _GRACE
    running: list[Period] = []
    for period in programme.periods:
        extended = (each.until for each in events if _is_extension(each, period))
        end = max(period.publication, max((period.deadline, *extended)) + latest)
        if period.opens <= today < end:
            running.append(period)
    return running


def reminders_due(
    programme: Programme,
    period: Period,
    standings: Iterable[RegionStanding],
    events: Iterable[Event],
    *,
    now: datetime,
) -> list[Reminding]:
    """Return the reminders about a period that are to go now, each for the regions it is for.

    Of several days that have passed for a region only the last counts, so that after a pause
    nobody is reminded twice at once. What was sent once is never sent again; it holds back older
    ones as well, unless it was sent in what is the future now: then the clock was wrong.
    """
    today = now.astimezone(programme.zone).date()
    told = [each for each in events if isinstance(each, Reminded) and each.period == period.code]
    regions: dict[tuple[date, int], list[str]] = defaultdict(list)
    for standing in standings:
        latest = _latest(programme, period, standing.deadline, today)
        if latest and standing.is_owing and _is_new(latest, standing.region, told, now):
            regions[latest.deadline, latest.days].append(standing.region)
    return [Reminding(*about, tuple(sorted(each))) for about, each in sorted(regions.items())]


def overdue_standings(
    standings: Iterable[RegionStanding], *, today: date
) -> tuple[RegionStanding, ...]:
    """Return how the regions stand that are silent though the time they had is over."""
    return tuple(each for each in standings if each.is_silent and each.deadline < today)


def publication_due(programme: Programme, events: Sequence[Event], today: date) -> Period | None:
    """Return the period that should have come out, if it was not published since its day.

    It is the last one whose day has come: what was left out before is for people to decide.
    """
    past = [period for period in programme.periods if period.publication <= today]
    if not past:
        return None
    return None if is_published(programme, past[-1], events) else past[-1]


def is_published(programme: Programme, period: Period, events: Iterable[Event]) -> bool:
    """Whether the figures of a period were published on the day for that, or after it."""
    return any(
        (
            isinstance(event, Released)
            and event.period == period.code
            and event.at.astimezone(programme.zone).date() >= period.publication
        )
        or (
            isinstance(event, CalendarKept)
            and (event.period, event.done) == (period.code, "published")
        )
        for event in events
    )


def is_done(
    events: Iterable[Event], period: str, done: OnceDone, *, day: date | None = None
) -> bool:
    """Whether something was done about a period; on that day, if one is given."""
    return any(
        isinstance(event, CalendarKept)
        and (event.period, event.done) == (period, done)
        and day in {None, event.day}
        for event in events
    )


def is_lapsed(period: Period, reminder: Reminding | Reminded, today: date) -> bool:
    """Return whether it is too late to send a reminder."""
    closes = period.closing_day_for(reminder.deadline)
    if closes and today > closes:
        return True
    return today >= max(period.publication, reminder.day + _GRACE)


def _is_extension(event: Event, period: Period) -> TypeGuard[Extended]:
    return isinstance(event, Extended) and event.period == period.code


def _latest(programme: Programme, period: Period, deadline: date, today: date) -> Reminding | None:
    """Return the last reminder whose day has come, unless it has lapsed."""
    reminders = (Reminding(deadline, days, ()) for days in programme.reminders.days)
    past = [each for each in reminders if each.day <= today]
    return past[-1] if past and not is_lapsed(period, past[-1], today) else None


def _is_new(reminding: Reminding, region: str, told: Iterable[Reminded], now: datetime) -> bool:
    mine = [each for each in told if region in each.regions]
    is_sent = any(
        (each.deadline, each.days) == (reminding.deadline, reminding.days) for each in mine
    )
    return not is_sent and all(each.day < reminding.day or each.at > now for each in mine)
