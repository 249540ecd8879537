"""The events of the calendar: who was reminded, and what was done once and is not done again."""

from datetime import date, timedelta
from typing import Literal

from pow_pipeline.record.event import EventBase

OnceDone = Literal["forms", "overdue", "publication", "published"]


class Reminded(EventBase):
    """Regions are reminded of a period, by how it stood before this event.

    The number of the event names the reminders, so that each is written once.

    Attributes:
        deadline: the last day on which these regions are on time.
        days: from the deadline to the day of the reminder; below 0 before it.
        regions: their codes.
    """

    type: Literal["reminded"] = "reminded"
    period: str
    deadline: date
    days: int
    regions: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day on which it was to go."""
        return self.deadline + timedelta(days=self.days)


class RemindersGiven(EventBase):
    """The reminders of one `reminded` event are in the outboxes of all its regions."""

    type: Literal["reminders_given"] = "reminders_given"
    reminded: int


class RemindersMailed(EventBase):
    """The reminders of one `reminded` event were taken by the mail server for these regions."""

    type: Literal["reminders_mailed"] = "reminders_mailed"
    reminded: int
    regions: tuple[str, ...]


class CalendarKept(EventBase):
    """What a day of the calendar asks for is done, and is not done again.

    Attributes:
        done: forms (they are in the outboxes); overdue (it has been told that regions are
            silent); publication (it was stopped; it is tried again on another day); published
            (it came to its end, with a new release or without).
        day: the day on which it was done; of overdue, the last deadline that had passed.
    """

    type: Literal["calendar"] = "calendar"
    period: str
    done: OnceDone
    day: date
