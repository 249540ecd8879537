"""Shared code of the `pow decide` commands: options, taking the decision, printing the result."""

import getpass
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter

from pow_pipeline.cli.options import print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.engine.run import Run
    from pow_pipeline.record.decisions import Decision

Result = TypeVar("Result")

Why = Annotated[str, Parameter(help="The reason; stored in the record.")]
PublicWhy = Annotated[
    str, Parameter(help="The reason; published with the figures, so name nobody.")
]
By = Annotated[str, Parameter(help="Person who decides; by default the current user.")]


def user() -> str:
    """Return the user name of this session.

    Raises:
        UsageError: the session has no user name.
    """
    from pow_pipeline.errors import UsageError

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("this session has no user name; say who decides with --by") from error


def run_decision(home: Path, job: "Callable[[Run], Result]") -> "tuple[Result, Run]":
    """Record a decision, and apply it unless another process holds the warehouse.

    Returns:
        The result of the job, and the run.
    """
    from pow_pipeline.jobs.engine.catch_up import advance

    run = command_run(home)
    result = job(run)
    advance(run)
    return result, run


def print_decision(
    decided: "tuple[Decision, bool]", home: Path = Path(), *, as_json: bool, sentence: str = ""
) -> None:
    """Print a decision and the command that follows, or that the same was decided before.

    Args:
        decided: the decision, and whether it is new.
        home: the workspace.
        as_json: print the whole decision as JSON.
        sentence: its effect, if that contains more than the event may hold.
    """
    decision, is_new = decided
    effect = sentence or decision.sentence()
    if as_json:
        payload = decision.model_dump(mode="json", exclude={"previous"})
        print_json(payload | {"is_new": is_new})
        return
    if is_new:
        print(effect)
    else:
        print(
            f"nothing has changed: {effect}, as {decision.by} decided on "
            f"{decision.at:%Y-%m-%d} ({decision.why})"
        )
    if following := decision.following():
        print(f"Next: {following} --home {quote(str(home))}")
