"""A short life of a workspace, as commands: run whole, or killed somewhere and gone on with.

Run as a script it does the same in a process of its own, which a fault point may kill.
"""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from pow_pipeline.cli.main import run
from pow_pipeline.record.events import Received
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.examined import keep_examined
from pow_pipeline.workspace import Workspace
from tests.corpus.marked import marked
from tests.harness.builders import drop, form

NOW_TEXT = "2021-07-10T09:00:00Z"
REGIONS = 24  # of 35: enough to publish
GREEN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "oranje", "Later.")]
RED = [("1", "Jobhunters", "Aanbod", "rood", "Later."), ("2", "Markt", "Route", "groen", "")]
UNANSWERED = [("1", "Jobhunters", "Aanbod", "rood", ""), ("2", "Markt", "Route", "groen", "")]
PURPLE = [("1", "Jobhunters", "Aanbod", "paars", ""), ("2", "Markt", "Route", "groen", "")]
ANSWERED = [("R-EXPLANATION-01", "1", "De werkgever is failliet gegaan.")]
ROWS = {"AM07": UNANSWERED, "AM05": PURPLE}


def drop_first(workspace: Workspace) -> None:
    """All send; one of them nonsense, one the same file under two names."""
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    for region in regions[:REGIONS]:
        drop(workspace, region, form(region, rows=ROWS.get(region, GREEN)), "first.xlsx")
    drop(workspace, "AM08", marked(ANSWERED, UNANSWERED, region="AM08"), "first.xlsx")
    drop(workspace, regions[0], form(regions[0], rows=GREEN), "second.xlsx")
    drop(workspace, regions[-1], b"nonsense", "nonsense.xlsx")


def drop_corrections(workspace: Workspace) -> None:
    """Two regions correct their reports."""
    for region in ("AM02", "AM03"):
        drop(workspace, region, form(region, rows=RED), "correction.xlsx")


def let_purple_be_red(workspace: Workspace) -> None:
    """Change the programme folder; doing so again changes nothing."""
    path = workspace.programme / "programme.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('["achter", "r"]', '["achter", "r", "paars"]'), encoding="utf-8")


def command_on(sender: str, *arguments: str) -> Callable[[Workspace], None]:
    """Return a step that runs a decision on the last delivery of a sender."""

    def step(workspace: Workspace) -> None:
        received = [e for e in Journal(workspace.journal).read() if isinstance(e, Received)]
        sent = [each for e in received for each in e.deliveries() if each.sender == sender]
        kind, *rest = arguments
        command("decide", kind, sent[-1].delivery, *rest)(workspace)

    return step


def command(*arguments: str) -> Callable[[Workspace], None]:
    """Return a step that runs a command."""

    def step(workspace: Workspace) -> None:
        code = run([*arguments, "--home", str(workspace.home)])
        if code:
            raise SystemExit(code)

    return step


WHY = ("--why", "a test", "--by", "me")
STEPS: tuple[Callable[[Workspace], None], ...] = (
    drop_first,
    command("ingest"),
    drop_corrections,
    command("ingest"),
    command("decide", "withdraw", "AM02", "2021-H1", *WHY),
    command("decide", "extend", "AM06", "2021-H1", "--until", "2021-08-15", *WHY),
    command("decide", "exempt", "AM37", "2021-H1", *WHY),
    command_on("AM07", "answer", "--rule", "R-EXPLANATION-01", *WHY),
    let_purple_be_red,
    command("programme", "activate", "--yes"),
    command("rerun", "2021-H1", "--yes", *WHY),
    command_on("AM03", "erase", "--yes", *WHY),
    command("decide", "final", "2021-H1", *WHY),
    command("publish", "2021-H1"),
)


def live(workspace: Workspace, start: int = 0, end: int = len(STEPS)) -> None:
    """Run the steps from number `start` to `end`, noting in a file which one is under way."""
    for number in range(start, end):
        (workspace.home.parent / "step").write_text(str(number))
        STEPS[number](workspace)


def step_under_way(workspace: Workspace) -> int:
    """Return the number of the step that was begun last."""
    return int((workspace.home.parent / "step").read_text())


def copy_workspace(template: Path, folder: Path) -> Workspace:
    """Return a new workspace like the template, with a warehouse that was examined there."""
    workspace = Workspace(folder / "work")
    shutil.copytree(template, workspace.home, symlinks=True)
    keep_examined(workspace.warehouse)
    return workspace


if __name__ == "__main__":
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        live(Workspace(Path(sys.argv[1])))
