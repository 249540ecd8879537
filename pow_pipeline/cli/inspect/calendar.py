"""`pow calendar`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.types import PositiveInt

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.calendar.days import CalendarDay

_NEXT_DAYS = 30
_MOST_REGIONS = 8


def calendar(
    period: str | None = None,
    /,
    *,
    days: Annotated[
        PositiveInt, Parameter(help="Without a period: number of days ahead.")
    ] = _NEXT_DAYS,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Show the tasks of the calendar: done, due, and coming.

    It only shows them. To perform the tasks that are due: pow remind

    Example: pow calendar 2021-H1 --home work

    Args:
        period: The period, such as 2021-H1; by default the tasks that are due or come soon.
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.calendar.days import calendar_days

    tasks = calendar_days(command_run(home), period, ahead=days)
    if as_json:
        print_json([asdict(task) for task in tasks])
        return
    for task in tasks:
        print(f"{task.day}  {task.period:<8} {task.state:<8} {_in_words(task)}".rstrip())
    if not tasks:
        print(f"nothing is due, and nothing comes in the next {days} days")
    if any(task.state == "due" for task in tasks):
        print(f"Next: pow remind --home {home}")


def _in_words(task: "CalendarDay") -> str:
    regions = ", ".join(task.regions[:_MOST_REGIONS])
    if len(task.regions) > _MOST_REGIONS:
        regions += f" and {len(task.regions) - _MOST_REGIONS} more"
    if task.what == "opens":
        return "opens: the forms go to the regions"
    if task.what == "publication":
        return "publication: the figures are released"
    if task.what == "deadline":
        return f"deadline; silent: {regions or 'nobody'}"
    days = task.days or 0
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    when = f"{count} {'after' if days > 0 else 'before'} the deadline"
    return f"reminder, {when}: {regions or 'nobody'}"
