"""The one process that holds the warehouse: it projects, judges, and tells the senders.

What is pending is read from the warehouse, so the work is in proportion to what is new.
"""

import gc
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pow_pipeline import VERSION
from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.receipt import write_receipts
from pow_pipeline.jobs.erasure import complete_erasures
from pow_pipeline.jobs.progress import Progress
from pow_pipeline.judging.judge import judge, set_aside
from pow_pipeline.model import Delivery, Judgement, Reading, Verdict
from pow_pipeline.reading.limits import Limits
from pow_pipeline.reading.read import read_delivery
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import FeedbackGiven, Judged, Rerun
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.parquet import to_parquet
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.connection import Connection, is_current, open_warehouse
from pow_pipeline.warehouse.pending import (
    erasures_owed,
    judged_without_feedback,
    pending_deliveries,
    standing_deliveries,
)
from pow_pipeline.warehouse.projection import Projector, last_event
from pow_pipeline.warehouse.rebuild import rebuild
from pow_pipeline.warehouse.receipts import receipts_of
from pow_pipeline.workspace import Workspace
from schemas.submission import ANSWER_COLUMNS, FINDING_COLUMNS, ROW_COLUMNS

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """A process at work on one warehouse. Its caller holds the warehouse lock."""

    workspace: Workspace
    journal: Journal
    blobs: Blobs
    programmes: ArchivedProgrammes
    connection: Connection
    projector: Projector
    clock: Callable[[], datetime]
    batch_size: int
    progress: Progress

    def work_off(self) -> list[Verdict]:
        """Bring the warehouse up to the journal, judge all that is pending, tell the senders."""
        verdicts: list[Verdict] = []
        while True:
            self.projector.catch_up()
            programme, deliveries = pending_deliveries(self.connection, limit=self.batch_size)
            if deliveries:
                contents = [self.blobs.read(delivery.sha256) for delivery in deliveries]
                verdicts += self._judge(programme, deliveries, contents)
            elif not self._tell_senders():
                return verdicts

    def shown(self) -> int:
        """Return the number of the last event that the warehouse shows."""
        return last_event(self.connection)

    def _judge(
        self, programme: int, deliveries: Sequence[Delivery], contents: Sequence[bytes]
    ) -> tuple[Verdict, ...]:
        """Judge deliveries together; where our own code fails, find the one by halving."""
        count = len(deliveries)
        try:
            readings = self.read(programme, deliveries, contents)
            self.progress("read", count, count)
            judgement = judge(
                readings,
                programme=self.programmes[programme],
                programme_event=programme,
                standing=standing_deliveries(self.connection),
            )
        except Exception as error:  # noqa: BLE001 -- whatever it is, it may not hold up the others
            if count > 1:
                half = count // 2
                return self._judge(programme, deliveries[:half], contents[:half]) + self._judge(
                    programme, deliveries[half:], contents[half:]
                )
            place = place_of(error)
            _LOG.error("%s could not be judged: %s", deliveries[0].delivery, place)
            judgement = set_aside(deliveries[0], place)
        self.progress("judge", count, count)
        if not self.record(programme, judgement):
            return ()  # what is left of these is still pending
        self.progress("record", count, count)
        self.projector.catch_up()
        self.progress("project", count, count)
        return judgement.verdicts

    def read(
        self, programme: int, deliveries: Sequence[Delivery], contents: Sequence[bytes]
    ) -> list[Reading]:
        """Return what reading each delivery gave."""
        return [
            read_delivery(delivery, content, self.programmes[programme].text, Limits())
            for delivery, content in zip(deliveries, contents, strict=True)
        ]

    def record(self, programme: int, judgement: Judgement, *, rerun: Rerun | None = None) -> bool:
        """Write a judgement as an event; False when something was erased in the meantime.

        Then it may hold what was erased, and none of it may stay.
        """
        (rows,) = self.blobs.add([to_parquet(judgement.rows, ROW_COLUMNS)], step="rows_parquet")
        (answers,) = self.blobs.add(
            [to_parquet(judgement.answers, ANSWER_COLUMNS)], step="answers_parquet"
        )
        (findings,) = self.blobs.add(
            [to_parquet(judgement.findings, FINDING_COLUMNS)], step="findings_parquet"
        )
        draft = Judged(
            at=self.clock(),
            programme=programme,
            code_version=VERSION,
            verdicts=judgement.verdicts,
            rows=rows,
            findings=findings,
            answers=answers,
            rerun=rerun,
        )
        last = shown = self.shown()
        while self.journal.append_after(last, draft) is None:
            last = self.journal.head()
            if any(isinstance(event, Erased) for event in self.journal.read(after=shown)):
                return False
        fault_point("judged")
        return True

    def _tell_senders(self) -> bool:
        """Write the receipts that are owed; returns whether there were any."""
        owed = judged_without_feedback(self.connection)
        for judged in owed:
            receipts = receipts_of(self.connection, judged)
            event = self.journal.event(judged)
            programme = self.programmes[event.programme if isinstance(event, Judged) else 0]
            write_receipts(self.workspace.outbox, receipts, programme)
            self.journal.append(FeedbackGiven(at=self.clock(), judged=judged))
            fault_point("feedback")
            self.progress("feedback", len(receipts), len(receipts))
        return bool(owed)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Do without garbage collection: a batch is bounded, and its cells hold no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def start_worker(
    workspace: Workspace,
    *,
    clock: Callable[[], datetime],
    batch_size: int,
    progress: Progress,
) -> Iterator[Worker]:
    """Open the warehouse for a worker, making it anew where its tables are of another version.

    What was erased is removed for good once the worker has let go of the warehouse.
    """
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    if not is_current(workspace.warehouse):
        rebuild(
            workspace.warehouse,
            journal,
            blobs,
            progress=lambda done, total: progress("rebuild", done, total),
        )
    with _without_collections(), open_warehouse(workspace.warehouse) as connection:
        worker = Worker(
            workspace,
            journal,
            blobs,
            ArchivedProgrammes(journal, blobs),
            connection,
            Projector(connection, journal, blobs),
            clock,
            batch_size,
            progress,
        )
        yield worker
        owed, shown = erasures_owed(connection), worker.shown()
    if owed:
        complete_erasures(workspace, owed, until=shown, clock=clock)


def place_of(error: Exception) -> str:
    """Return the kind of an error and the line it came from, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if "pow_pipeline" in frame.filename), None)
    where = f" in {last.filename.rpartition('pow_pipeline/')[2]}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{where}"
