"""Records that a calendar task is done, once, even if several processes try at the same time."""

from collections.abc import Sequence
from datetime import date

from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.calendar.due import is_done
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.events import Event
from pow_pipeline.record.reminders import CalendarTaskDone, OnceDone


def record_done(run: Run, period: str, done: OnceDone, *, day: date) -> bool:
    """Record that a task for a period is done; return False if that was already recorded.

    A stopped publication and overdue reports are recorded once per day, because a publication can
    be stopped again on another day and regions can have different deadlines. All other tasks are
    recorded once per period.
    """
    journal = run.journal
    event = CalendarTaskDone(at=run.clock(), period=period, done=done, day=day)
    once_on = day if done in {"publication", "overdue"} else None
    while True:
        last = journal.head()
        events: Sequence[Event] = list(journal.read())
        if is_done(events, period, done, day=once_on):
            return False
        if journal.append_after(last, event) is not None:
            fault_point("calendar_task_done")
            return True
