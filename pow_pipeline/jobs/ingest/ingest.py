"""Ingests files from the inboxes: receives and validates them, and writes the feedback.

The size of a batch is limited by `batch_size` and `batch_bytes` of `Settings`; `jobs.engine.worker`
takes the deliveries of each batch.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pow_pipeline.intake.receive import (
    files_ignored,
    files_out_of_place,
    receive_inbox,
    require_room,
)
from pow_pipeline.jobs.engine.catch_up import advance
from pow_pipeline.jobs.engine.lineage.emit import with_lineage
from pow_pipeline.jobs.engine.record_check import refuse_damaged
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import RECEIVE
from pow_pipeline.logs import run_of
from pow_pipeline.model.findings import Outcome, ValidationResult


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
def ingest(run: Run) -> Ingested:
    """Receive the files in the inboxes and validate them. The function is idempotent.

    Raises:
        MachineFaultError: files were left in the inboxes, because the disk is too full.
        RecordError: the record is damaged; no file is received.
    """
    workspace = run.workspace
    refuse_damaged(run)
    received = run.stage(RECEIVE, lambda: receive(run))
    results, left = advance(run)
    require_room(workspace)
    out_of_place, ignored = files_out_of_place(workspace), files_ignored(workspace)
    return Ingested(received, tuple(results), left, tuple(out_of_place), tuple(ignored))


def receive(run: Run) -> int:
    """Move every complete file from the inboxes into the record, and return their number."""
    return receive_inbox(
        run.workspace,
        clock=run.clock,
        batch_size=run.settings.batch_size,
        stable_seconds=run.settings.stable_seconds,
    )
