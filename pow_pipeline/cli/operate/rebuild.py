"""`pow rebuild`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json, shown_progress


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
    from functools import partial

    from pow_pipeline.jobs.operate import rebuild as job
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    settings = read_settings()
    run = job.verify if verify else partial(job.rebuild_warehouse, accept_loss=yes)
    with shown_progress() as progress:
        result = run(
            open_workspace(home),
            lock_seconds=settings.lock_seconds,
            clock=settings.clock,
            limits=settings.limits(),
            progress=progress,
        )
    said = asdict(result)
    if isinstance(result, job.Rebuilt):
        text = f"the warehouse is made again from {result.events} events"
        text += "".join(f"\ngiven up: {each}" for each in result.given_up)
        text += "".join(
            f"\nset aside, not the event that was written: {each}" for each in result.set_aside
        )
        said["set_aside"] = [str(each) for each in result.set_aside]
    else:
        counts = (f"{count} {name.replace('_', ' ')}" for name, count in said.items())
        text = f"all agrees: {', '.join(counts)}"
    if as_json:
        print_json(said)
    else:
        print(text)
