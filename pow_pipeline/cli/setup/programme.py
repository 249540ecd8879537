"""`pow programme …`: the programme folder of a workspace."""

import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from pow_pipeline.cli.options import Home, Json, ask_on_terminal, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.setup.activate import Alteration

programme = App(name="programme", help="Manage the programme folder of a workspace.")


@programme.command
def activate(
    *,
    home: Home = Path(),
    yes: Annotated[bool, Parameter(negative="", help="Activate it without asking.")] = False,
    as_json: Json = False,
) -> None:
    """Activate the changed folder programme/ of the workspace, after showing the changes.

    Deliveries that arrived earlier are validated under the earlier programme.

    Example: pow programme activate --home work
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.setup.activate import activate_programme

    activated = activate_programme(
        command_run(home),
        confirm=lambda alterations: _show(alterations) and (yes or _ask(len(alterations))),
    )
    if as_json:
        print_json(asdict(activated))
    elif activated.is_recorded:
        print("the programme folder counts from now on")
        print(f"Next, to validate a period again by it: pow rerun PERIOD --home {quote(str(home))}")
    elif activated.alterations:
        print("not activated; the programme stays as it was")
    else:
        print("nothing has changed: the programme folder says what counts already")


def _show(alterations: "Sequence[Alteration]") -> bool:
    """Print each change on standard error; always return true."""
    for alteration in alterations:
        before, after = (
            "-" if value is None else value for value in (alteration.before, alteration.after)
        )
        print(f"  {alteration.key}: {before} → {after}", file=sys.stderr)
    return True


def _ask(count: int) -> bool:
    return ask_on_terminal(f"The programme folder alters {count} things. Activate it?")
