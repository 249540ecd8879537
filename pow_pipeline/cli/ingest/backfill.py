"""`pow backfill`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.decide.deciding import By, Why, user
from pow_pipeline.cli.ingest.changes import show_changes
from pow_pipeline.cli.options import Home, Json, ask_on_terminal, print_json
from pow_pipeline.cli.publish.upload import upload_and_report
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.rerun.backfill import Backfilled, Planned

_STOPPED: Final = 4


def backfill(
    first: str,
    last: str,
    /,
    *,
    why: Why,
    by: By = "",
    yes: Annotated[
        bool, Parameter(negative="", help="Record and publish changes without asking.")
    ] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Validate all periods of a range again, and publish those whose published figures change.

    Changes are shown first, period by period. Repeating the command continues an interrupted run.
    The exit code is 4 if a publication is stopped; the others are still made.

    Example: pow backfill 2020-H1 2021-H1 --why "a rule was fixed" --home work

    Args:
        first: The first period, such as 2020-H1.
        last: The last period.
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.rerun.backfill import backfill as run_backfill

    run = command_run(home)
    done = run_backfill(
        run,
        first,
        last,
        by=by or user(),
        why=why,
        confirm=lambda planned: _show(planned) and (yes or _ask(planned)),
    )
    if as_json:
        print_json(asdict(done))
    else:
        _print(done)
    if done.published:
        upload_and_report(run, as_json=as_json)
    return _STOPPED if done.stopped else 0


def _show(planned: "Sequence[Planned]") -> bool:
    """Show on standard error what would be done about each period; always true."""
    is_moved = False  # from the first period that changes, the later ones compare with others
    for plan in planned:
        is_moved = is_moved or plan.is_anything
        line = f"{plan.period}: {len(plan.changes)} of {plan.deliveries} deliveries change"
        if plan.release and is_moved:
            line += f"; {plan.release} is made anew if its figures do"
        print(line, file=sys.stderr)
        show_changes(plan.changes)
    return True


def _ask(planned: "Sequence[Planned]") -> bool:
    changes = sum(len(plan.changes) for plan in planned)
    return ask_on_terminal(
        f"{changes} deliveries would be validated differently. Record and publish that?"
    )


def _print(done: "Backfilled") -> None:
    if not done.is_done:
        is_anything = any(plan.is_anything for plan in done.planned)
        message = "nothing is recorded; everything counts as it did"
        print(message if is_anything else "nothing has changed: all is validated as before")
        return
    changes = sum(len(plan.changes) for plan in done.planned)
    print(f"{changes} deliveries are validated differently now")
    print(f"published: {', '.join(done.published) or 'nothing, no figure has changed'}")
    for name in done.stale:
        period = name.rpartition(".")[0]
        print(f"stale: {name} compares with other figures than these: pow publish {period}")
    for _, message in done.stopped:
        print(message, file=sys.stderr)
