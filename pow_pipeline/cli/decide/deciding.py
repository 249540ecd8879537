"""Shared code of the `pow decide` commands: options, taking the decision, printing the result."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from pow_pipeline.cli.options import print_json

if TYPE_CHECKING:
    from pow_pipeline.record.decisions import Decision
    from pow_pipeline.settings import Settings
    from pow_pipeline.workspace import Workspace

Why = Annotated[str, Parameter(help="The reason; it is kept in the record.")]
PublicWhy = Annotated[
    str, Parameter(help="The reason; it is published with the figures, so name nobody.")
]
By = Annotated[str, Parameter(help="Who decides; else the user of this session.")]


def user() -> str:
    """Return who is at work in this session.

    Raises:
        UsageError: the session has no user name.
    """
    from pow_pipeline.errors import UsageError

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("this session has no user name; say who decides with --by") from error


def run_decision(home: Path, job: "Callable[[Workspace, Settings], Any]") -> Any:
    """Take a decision, and let it count at once unless another process is at work."""
    from pow_pipeline.jobs.engine.catch_up import advance
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    workspace, settings = open_workspace(home), read_settings()
    decided = job(workspace, settings)
    advance(workspace, clock=settings.clock, limits=settings.limits())
    return decided


def tell(decided: "tuple[Decision, bool]", said: str, *, as_json: bool) -> None:
    """Print a decision, or that it had been taken before."""
    decision, is_new = decided
    if as_json:
        shown = decision.model_dump(mode="json", exclude={"previous"})
        print_json(shown | {"is_new": is_new})
    elif is_new:
        print(said)
    else:
        print(
            f"nothing has changed: {said}, as {decision.by} decided on "
            f"{decision.at:%Y-%m-%d} ({decision.why})"
        )
