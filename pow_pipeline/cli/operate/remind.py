"""`pow remind`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.calendar.run_calendar import CalendarRun

PROBLEMS: Final = 3


def remind(*, home: Home = Path(), as_json: Json = False) -> int:
    """Perform the tasks of the calendar that are due: forms of a new period, reminders and mail.

    Repeating it changes nothing. A publication that is due is only reported.

    Example: pow remind --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.calendar.run_calendar import run_calendar

    calendar = run_calendar(command_run(home))
    if as_json:
        print_json(
            asdict(calendar)
            | {"reminded": [reminder.model_dump() for reminder in calendar.reminded]}
        )
    else:
        for line in _lines(calendar, home):
            print(line)
    return PROBLEMS if calendar.problems else 0


def _lines(calendar: "CalendarRun", home: Path) -> Iterator[str]:
    if calendar.left_to_another:
        yield "another process is at it; nothing is left to do here"
        return
    for period in calendar.forms:
        yield f"{period}: the forms are in the outboxes"
    for reminder in calendar.reminded:
        count = f"{abs(reminder.days)} day{'' if abs(reminder.days) == 1 else 's'}"
        when = f"{count} {'after' if reminder.days > 0 else 'before'} {reminder.deadline}"
        yield f"{reminder.period}: reminded {', '.join(reminder.regions)} ({when})"
    if calendar.mailed:
        yield f"{calendar.mailed} reminders mailed"
    for overdue in calendar.overdue:
        yield f"{overdue.period} is overdue: {', '.join(overdue.regions)}"
    if calendar.publication:
        command = f"pow publish {calendar.publication} --home {home}"
        yield f"{calendar.publication} is to be published: {command}"
    for problem in calendar.problems:
        yield f"not done: {problem}"
    if calendar == type(calendar)(calendar.day, calendar.results):
        yield "nothing is due"
