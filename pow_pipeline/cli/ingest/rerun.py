"""`pow rerun`."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.decide.deciding import By, user
from pow_pipeline.cli.ingest.changes import show_changes
from pow_pipeline.cli.options import Home, Json, ask_on_terminal, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.rerun.difference import Change


def rerun(
    period: str | None = None,
    /,
    *,
    failed: Annotated[
        bool,
        Parameter(
            negative="", help="Deliveries of any period that failed because of a bug or a limit."
        ),
    ] = False,
    region: Annotated[
        list[str] | None,
        Parameter(negative="", help="Only deliveries of this region; can be repeated."),
    ] = None,
    why: Annotated[str, Parameter(help="The reason; stored in the record.")] = "",
    by: By = "",
    yes: Annotated[bool, Parameter(negative="", help="Record changes without asking.")] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Validate again with the current rules and programme, after showing what would change.

    Example: pow rerun 2021-H1 --why "a rule was fixed" --home work

    Args:
        period: The period, such as 2021-H1.
    """
    from dataclasses import asdict

    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.rerun.rerun import rerun as run_rerun

    if failed and period:
        raise UsageError("name a period or say --failed, not both: --failed is of every period")
    if not failed and not period:
        raise UsageError("name a period, or say --failed for what failed in any period")
    again = run_rerun(
        command_run(home),
        period=period,
        regions=region or (),
        by=by or user(),
        why=why or ("what failed before" if failed else ""),
        confirm=lambda changes: show_changes(changes) and (yes or _ask(changes)),
    )
    if as_json:
        print_json(asdict(again))
    elif again.is_recorded:
        print(
            f"{len(again.changes)} of {again.deliveries} deliveries are validated differently now"
        )
        print(f"Next: pow publish {period or 'PERIOD'} --home {quote(str(home))}")
    elif again.changes:
        print("nothing is recorded; everything counts as it did")
    else:
        print(f"nothing has changed: {again.deliveries} deliveries are validated as before")


def _ask(changes: "Sequence[Change]") -> bool:
    return ask_on_terminal(
        f"{len(changes)} deliveries would be validated differently. Record that?"
    )
