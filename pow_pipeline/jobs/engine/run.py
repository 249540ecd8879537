"""Context of a run: what every job needs, created once where a command or a flow starts."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from pow_pipeline.jobs.engine.stages import (
    Progress,
    Result,
    RunStage,
    Stage,
    be_silent,
    run_directly,
)
from pow_pipeline.limits import WorkLimits
from pow_pipeline.logs import about
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.settings import Settings, read_settings
from pow_pipeline.workspace import Workspace, open_workspace
from schemas.programme.programme import Programme

_LOG: Final = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Run:
    """A run of a command or a flow.

    Jobs take it as their first argument. Functions below the jobs take only what they use.

    Attributes:
        settings: the settings of the process; `settings.lock_seconds` is how long to wait for
            another process.
        clock: returns the current time; called at the moment that the time is needed.
        journal: the journal of the workspace.
        blobs: the blobs of the workspace.
        programmes: the programmes that the journal has activated, each parsed once in a run.
        progress: called with the progress within a stage.
        run_stage: runs the work of a stage and presents it, see `RunStage`.
        flow_run: id of the Prefect flow run; '' for a command.
    """

    workspace: Workspace
    settings: Settings
    clock: Clock
    journal: Journal
    blobs: Blobs
    programmes: ArchivedProgrammes
    progress: Progress = be_silent
    run_stage: RunStage = run_directly
    flow_run: str = ""

    @property
    def limits(self) -> WorkLimits:
        """Batch size of the worker and limits for parsing."""
        return self.settings.limits()

    def programme(self) -> Programme:
        """Return the programme in force.

        Raises:
            RecordError: no programme has ever been activated.
        """
        return self.programmes.latest()

    def at(self, moment: datetime) -> "Run":
        """Return this run with a clock that stands still, for work that is about one moment."""
        return replace(self, clock=lambda: moment)

    def stage(self, stage: Stage, work: Callable[[], Result], /, **fields: Any) -> Result:
        """Run a stage of a job and return its result; log its outcome and duration.

        Args:
            stage: the stage.
            work: does its work; an error that it raises is raised unchanged.
            fields: numbers and codes to log with it.
        """
        began = time.monotonic()
        outcome = "failed"
        with about(stage=stage.name):
            try:
                result = self.run_stage(stage, work)
                outcome = "done"
            finally:
                seconds = round(time.monotonic() - began, 3)
                _LOG.info("%s %s", stage.name, outcome, extra=fields | {"seconds": seconds})
        return result


def open_run(
    home: Path | str,
    *,
    now: datetime | None = None,
    progress: Progress = be_silent,
    run_stage: RunStage = run_directly,
    flow_run: str = "",
    needs: Literal["workspace", "record", "nothing"] = "workspace",
) -> Run:
    """Begin a run of a command or a flow, with settings from the environment.

    Args:
        home: path of the workspace; '' for the one in the settings.
        now: a moment to take for the present; None for that of the settings.
        progress: called with the progress within a stage.
        run_stage: runs the work of a stage and presents it.
        flow_run: id of the Prefect flow run; '' for a command.
        needs: what must exist: the whole workspace, its record only, or nothing.

    Raises:
        UsageError: variables of the environment have invalid values.
        WorkspaceError: there is no workspace, it lacks a folder, or other users can write to it.
        RecordError: a newer version of this program wrote its record.
    """
    settings = read_settings(now)
    path = settings.workspace(home)
    if needs == "nothing":
        workspace = Workspace(path.absolute())
    else:
        workspace = open_workspace(path, allow_missing_folders=needs == "record")
    return make_run(workspace, settings, progress=progress, run_stage=run_stage, flow_run=flow_run)


def make_run(
    workspace: Workspace,
    settings: Settings,
    *,
    progress: Progress = be_silent,
    run_stage: RunStage = run_directly,
    flow_run: str = "",
) -> Run:
    """Return a run on a workspace with given settings."""
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    programmes = ArchivedProgrammes(journal, blobs)
    return Run(
        workspace,
        settings,
        settings.clock,
        journal,
        blobs,
        programmes,
        progress,
        run_stage,
        flow_run,
    )
