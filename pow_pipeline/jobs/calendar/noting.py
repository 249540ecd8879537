"""Writing that something of the calendar is done, once, however many processes are at it."""

from collections.abc import Sequence
from datetime import date, datetime

from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.calendar.due import is_done
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.reminders import CalendarKept, OnceDone
from pow_pipeline.workspace import Workspace


def note_done(
    workspace: Workspace, period: str, done: OnceDone, *, day: date, now: datetime
) -> bool:
    """Write that something is done about a period; False when it had been.

    A publication may be stopped again on another day, and regions may be late for a deadline each;
    all else is done once a period.
    """
    journal = Journal(workspace.journal)
    draft = CalendarKept(at=now, period=period, done=done, day=day)
    once_on = day if done in {"publication", "overdue"} else None
    while True:
        last = journal.head()
        events: Sequence[Event] = list(journal.read())
        if is_done(events, period, done, day=once_on):
            return False
        if journal.append_after(last, draft) is not None:
            fault_point("calendar_kept")
            return True
