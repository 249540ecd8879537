"""`pow rebuild`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.operate.rebuild import Rebuilt, Verified


def rebuild(
    *,
    home: Home = Path(),
    verify: Annotated[
        bool,
        Parameter(negative="", help="Compare with what the record says and change nothing."),
    ] = False,
    yes: Annotated[
        bool, Parameter(negative="", help="Go on without events that the record lost.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make the warehouse again from the record.

    With --verify the record, the warehouse and the releases are checked against each other, and
    the first thing that does not agree is named. Where the record lost events, such as a decision,
    nothing is made again: restore the record from the backup first. Only if no backup holds them:
    --yes.

    Example: pow rebuild --verify --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.operate import rebuild as job

    run = command_run(home)
    result = job.verify(run) if verify else job.rebuild_warehouse(run, accept_loss=yes)
    if as_json:
        print_json(asdict(result))
    else:
        print(_in_words(result))


def _in_words(result: "Rebuilt | Verified") -> str:
    from dataclasses import asdict

    from pow_pipeline.jobs.operate.rebuild import Verified

    if isinstance(result, Verified):
        counts = (f"{count} {name.replace('_', ' ')}" for name, count in asdict(result).items())
        return f"all agrees: {', '.join(counts)}"
    lines = [
        f"the warehouse is made again from {result.events} events",
        *(f"given up: {event}" for event in result.given_up),
        *(f"set aside, not the event that was written: {path}" for path in result.set_aside),
    ]
    return "\n".join(lines)
