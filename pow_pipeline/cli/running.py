"""Runs of commands, whose stages are shown on a terminal with progress and timing."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID

    from pow_pipeline.jobs.engine.run import Run
    from pow_pipeline.jobs.engine.stages import Stage

Result = TypeVar("Result")


def command_run(
    home: Path, *, needs: Literal["workspace", "record", "nothing"] = "workspace"
) -> "Run":
    """Begin the run of a command; on a terminal its stages are shown on standard error.

    Raises:
        UsageError: variables of the environment have invalid values.
        WorkspaceError: what the command needs of the workspace does not exist.
    """
    from pow_pipeline.jobs.engine.run import open_run

    if not sys.stderr.isatty():
        return open_run(home, needs=needs)
    shown = TerminalStages()
    return open_run(home, needs=needs, progress=shown.progress, run_stage=shown.run_stage)


def run_of_rules(home: Path, programme: str | None) -> "Run":
    """Begin the run of a command that works without a workspace, by the rules of a programme.

    A workspace that is named, or that is this folder, must be complete unless the command names a
    programme.
    """
    is_workspace = home != Path() or (home / "record" / "journal").is_dir()
    return command_run(home, needs="workspace" if is_workspace and not programme else "nothing")


class TerminalStages:
    """Shows each stage while it runs, and how long it took when it has succeeded.

    A stage within another one is not shown: it is part of what the outer one does.
    """

    def __init__(self) -> None:
        self._display: tuple[Display, TaskID] | None = None

    def run_stage(self, stage: "Stage", work: Callable[[], Result], /) -> Result:
        """Run the work of a stage; see `RunStage`."""
        if self._display:
            return work()
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
        console = Console(stderr=True)
        began = time.monotonic()
        try:
            with Progress(
                *columns, TimeElapsedColumn(), console=console, transient=True
            ) as display:
                self._display = display, display.add_task(stage.name, total=None)
                result = work()
        finally:
            self._display = None
        print(f"{stage.name:<16} {time.monotonic() - began:6.1f} s", file=sys.stderr)
        return result

    def progress(self, done: int, total: int, /) -> None:
        """Show the progress within the present stage."""
        if self._display:
            display, task = self._display
            display.update(task, completed=done, total=total)
