"""A short life of a workspace, as commands: run whole, or killed somewhere and gone on with.

Run as a script it does the same in a process of its own, which a fault point may kill.
"""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from building import drop, form

from pow_pipeline.cli.main import run
from pow_pipeline.workspace import Workspace

NOW_TEXT = "2021-07-10T09:00:00Z"
REGIONS = 24  # of 35: enough to publish
GREEN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "oranje", "Later.")]
RED = [("1", "Jobhunters", "Aanbod", "rood", "Later."), ("2", "Markt", "Route", "groen", "")]


def drop_first(workspace: Workspace) -> None:
    """All send; one of them nonsense, one the same file under two names."""
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    for region in regions[:REGIONS]:
        drop(workspace, region, form(region, rows=GREEN), "first.xlsx")
    drop(workspace, regions[0], form(regions[0], rows=GREEN), "second.xlsx")
    drop(workspace, regions[-1], b"nonsense", "nonsense.xlsx")


def drop_corrections(workspace: Workspace) -> None:
    """Two regions correct their reports."""
    for region in ("AM02", "AM03"):
        drop(workspace, region, form(region, rows=RED), "correction.xlsx")


def command(*arguments: str) -> Callable[[Workspace], None]:
    """Return a step that runs a command."""

    def step(workspace: Workspace) -> None:
        code = run([*arguments, "--home", str(workspace.home)])
        if code:
            raise SystemExit(code)

    return step


STEPS: tuple[Callable[[Workspace], None], ...] = (
    drop_first,
    command("ingest"),
    drop_corrections,
    command("ingest"),
    command(
        "decide", "withdraw", "AM02", "2021-H1", "--version", "2", "--why", "a test", "--by", "me"
    ),
    command("publish", "2021-H1"),
)


def live(workspace: Workspace, start: int = 0) -> None:
    """Run the steps from number `start`, noting in a file which one is under way."""
    for number in range(start, len(STEPS)):
        (workspace.home.parent / "step").write_text(str(number))
        STEPS[number](workspace)


def step_under_way(workspace: Workspace) -> int:
    """Return the number of the step that was begun last."""
    return int((workspace.home.parent / "step").read_text())


def copy_workspace(template: Path, folder: Path) -> Workspace:
    """Return a new workspace like the template."""
    home = folder / "work"
    shutil.copytree(template, home, symlinks=True)
    return Workspace(home)


if __name__ == "__main__":
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        live(Workspace(Path(sys.argv[1])))
