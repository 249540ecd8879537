"""Ingest: from what lies in the inboxes to accepted submissions in the warehouse and feedback."""

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
from pow_pipeline.model import Outcome, Verdict
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Ingested:
    """What one ingest did.

    Attributes:
        received: how many files it took from the inboxes.
        verdicts: on what it judged, which may have been received by another process.
        left_to_another: another process is working off the record and will judge the rest.
        out_of_place: files in the inbox that lie in no region's folder.
        ignored: what other programs leave in the inbox, such as desktop.ini.
    """

    received: int
    verdicts: tuple[Verdict, ...]
    left_to_another: bool
    out_of_place: tuple[Path, ...]
    ignored: tuple[Path, ...]

    def counts(self) -> dict[str, int]:
        """Return how many files were received, and how many deliveries had each outcome."""
        counted = Counter(verdict.outcome for verdict in self.verdicts)
        outcomes = {outcome: counted[outcome] for outcome in get_args(Outcome)}
        return {"received": self.received, **outcomes}


@run_of("ingest")
@with_lineage("ingest")
def ingest(
    workspace: Workspace,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    settle_seconds: float,
    progress: Progress = be_silent,
) -> Ingested:
    """Receive what lies in the inboxes and work it off; doing so again changes nothing.

    Raises:
        MachineFaultError: files were left where they are, for lack of room.
        RecordError: the record is damaged, so nothing is received into it.
    """
    refuse_damaged(workspace)
    received = receive_inbox(
        workspace, clock=clock, batch_size=limits.batch_size, settle_seconds=settle_seconds
    )
    progress("receive", received, received)
    verdicts, left = advance(workspace, clock=clock, limits=limits, progress=progress)
    require_room(workspace)
    out_of_place, ignored = files_out_of_place(workspace), files_ignored(workspace)
    return Ingested(received, tuple(verdicts), left, tuple(out_of_place), tuple(ignored))
