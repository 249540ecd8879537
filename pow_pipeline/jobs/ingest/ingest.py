"""Ingests files from the inboxes: receives and validates them, and writes the feedback."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

from pow_pipeline.intake.receive import (
    files_ignored,
    files_out_of_place,
    receive_inbox,
    require_room,
)
from pow_pipeline.jobs.engine.catch_up import advance
from pow_pipeline.jobs.engine.lineage import with_lineage
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.record_check import refuse_damaged
from pow_pipeline.limits import WorkLimits
from pow_pipeline.logs import run_of
from pow_pipeline.model import Outcome, ValidationResult
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Ingested:
    """Result of one ingest.

    Attributes:
        received: number of files taken from the inboxes.
        results: one per validated delivery, including deliveries received by another process.
        left_to_another: whether another process holds the warehouse and will validate the rest.
        out_of_place: files in the inbox outside the folders of the regions.
        ignored: files that other programs leave in the inbox, such as desktop.ini.
    """

    received: int
    results: tuple[ValidationResult, ...]
    left_to_another: bool
    out_of_place: tuple[Path, ...]
    ignored: tuple[Path, ...]

    def counts(self) -> dict[str, int]:
        """Return the number of received files, and the number of deliveries by outcome."""
        counted = Counter(result.outcome for result in self.results)
        outcomes = {outcome: counted[outcome] for outcome in get_args(Outcome)}
        return {"received": self.received, **outcomes}


@run_of("ingest")
@with_lineage("ingest")
def ingest(
    workspace: Workspace,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    stable_seconds: float,
    progress: Progress = be_silent,
) -> Ingested:
    """Receive the files in the inboxes and validate them. The function is idempotent.

    Raises:
        MachineFaultError: files were left in the inboxes, because the disk is too full.
        RecordError: the record is damaged; no file is received.
    """
    refuse_damaged(workspace)
    received = receive_inbox(
        workspace, clock=clock, batch_size=limits.batch_size, stable_seconds=stable_seconds
    )
    progress("receive", received, received)
    results, left = advance(workspace, clock=clock, limits=limits, progress=progress)
    require_room(workspace)
    out_of_place, ignored = files_out_of_place(workspace), files_ignored(workspace)
    return Ingested(received, tuple(results), left, tuple(out_of_place), tuple(ignored))
