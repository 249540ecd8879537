"""Records reminders, each based on all earlier events, and then writes their files.

`due.py` says when a reminder is due, from `[reminders]` of the programme.
"""

from collections.abc import Iterator, Sequence

from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.reminders.reminder import reminder_message
from pow_pipeline.feedback.reminders.write_reminders import write_reminders
from pow_pipeline.jobs.calendar.due import DueReminder
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.events import Event
from pow_pipeline.record.reminders import Reminded, RemindersGiven
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.region_states import region_states_of


def record_reminder(run: Run, period: str, reminder: DueReminder, *, last: int) -> Reminded | None:
    """Append a reminder of regions, based on their state at event `last`.

    Return None if another event was appended in between, because one of the regions may have
    reported.
    """
    event = Reminded(
        at=run.clock(),
        period=period,
        deadline=reminder.deadline,
        days=reminder.days,
        regions=reminder.regions,
    )
    reminded = run.journal.append_after(last, event)
    if reminded:
        fault_point("reminded")
    return reminded


def write_due_reminders(run: Run) -> list[str]:
    """Write the files of all reminders that are not recorded as complete.

    Returns:
        Messages about files that could not be written, which are retried in the next run.
    """
    journal = run.journal
    failed: list[str] = []
    for reminded in reminders_owed(list(journal.read())):
        messages = list(messages_of(run, reminded))
        missing = write_reminders(run.workspace.outbox, reminded, messages)
        if not missing:
            journal.append(RemindersGiven(at=run.clock(), reminded=reminded.number))
            fault_point("reminders_given")
        failed += missing
    return failed


def reminders_owed(events: Sequence[Event]) -> list[Reminded]:
    """Return the `reminded` events whose files are not recorded as written."""
    given = {event.reminded for event in events if isinstance(event, RemindersGiven)}
    reminded = (event for event in events if isinstance(event, Reminded))
    return [event for event in reminded if event.number not in given]


def messages_of(run: Run, reminded: Reminded) -> Iterator[tuple[str, Message]]:
    """Yield each region with its message; later calls yield the same, except after an erasure."""
    programme = run.programmes.in_force_at(reminded.number)
    period = require_period(programme, reminded.period)
    with read_warehouse(run.workspace.warehouse) as connection:
        region_states = region_states_of(connection, period, as_of=reminded.number)
    for state in region_states:
        if state.region in reminded.regions and state.needs_reminder:  # not if erased since
            yield state.region, reminder_message(reminded, state, programme)
