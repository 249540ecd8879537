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
        Parameter(negative="", help="Compare with the record and change nothing."),
    ] = False,
    yes: Annotated[bool, Parameter(negative="", help="Continue without lost events.")] = False,
    as_json: Json = False,
) -> None:
    """Rebuild the warehouse from the record.

    With --verify, the record, the warehouse and the releases are compared, and the first difference
    is reported. If the record has lost events, nothing is rebuilt: restore the record from a backup
    first. Use --yes only if no backup has them.

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
