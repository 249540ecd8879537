"""The event types of the calendar: reminders to regions, and tasks that must be done only once.

`jobs/calendar/` records these events, and `feedback/reminders/` writes and mails the reminders.
"""

from datetime import date, timedelta
from typing import Literal

from pow_pipeline.record.event import EventBase

OnceDone = Literal["forms", "overdue", "publication", "published"]


class Reminded(EventBase):
    """Regions are reminded of a period, based on its state before this event.

    The number of the event names the reminders, so that each one is written only once.

    Attributes:
        deadline: last day on which these regions are on time.
        days: number of days from the deadline to the reminder; negative before the deadline.
        regions: codes of the regions.
    """

    type: Literal["reminded"] = "reminded"
    period: str
    deadline: date
    days: int
    regions: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day on which the reminder was due."""
        return self.deadline + timedelta(days=self.days)


class RemindersGiven(EventBase):
    """The reminders of one `reminded` event are in the outboxes of all its regions."""

    type: Literal["reminders_given"] = "reminders_given"
    reminded: int


class RemindersMailed(EventBase):
    """The mail server accepted the reminders of one `reminded` event for these regions."""

    type: Literal["reminders_mailed"] = "reminders_mailed"
    reminded: int
    regions: tuple[str, ...]


class CalendarTaskDone(EventBase):
    """A task of the calendar is done and must not be done again.

    Attributes:
        done: `forms` (the forms are in the outboxes); `overdue` (the notification about regions
            that have not reported was sent); `publication` (publication was stopped and is tried
            again on another day); `published` (publication finished, with or without a new
            release).
        day: the day on which the task was done; for `overdue`, the last deadline that had passed.
    """

    type: Literal["calendar"] = "calendar"
    period: str
    done: OnceDone
    day: date
