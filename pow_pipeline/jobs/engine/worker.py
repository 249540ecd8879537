"""Worker that holds the warehouse: it applies events, validates deliveries and writes feedback.

The warehouse lists what is pending, so the amount of work depends only on what is new.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from pow_pipeline import VERSION
from pow_pipeline.errors import place_of
from pow_pipeline.faults import FaultPoint, fault_point
from pow_pipeline.jobs.engine.complete_erasure import complete_erasures
from pow_pipeline.jobs.engine.feedback import give_owed
from pow_pipeline.jobs.engine.leftovers import remove_leftovers
from pow_pipeline.jobs.engine.progress import Progress
from pow_pipeline.limits import WorkLimits
from pow_pipeline.logs import about, timed
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.model import Delivery, Reading, ValidatedBatch, ValidationResult
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import FeedbackGiven, Rerun, Validated
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.parquet import to_parquet
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.record_format import keep_format
from pow_pipeline.validation.validate import set_aside, validate_batch
from pow_pipeline.warehouse.apply.projection import Projector
from pow_pipeline.warehouse.connection import Connection, is_current, open_warehouse
from pow_pipeline.warehouse.lookups.feedback import feedback_of
from pow_pipeline.warehouse.lookups.findings import with_history
from pow_pipeline.warehouse.lookups.pending import (
    decided_extensions,
    erasures_owed,
    pending_deliveries,
    previous_deliveries,
    validated_without_feedback,
)
from pow_pipeline.warehouse.rebuild import rebuild, refuse_loss
from pow_pipeline.warehouse.shown import last_event
from pow_pipeline.workspace import Workspace
from schemas.submission import EVIDENCE

if TYPE_CHECKING:
    import pandas as pd

_LOG: Final = logging.getLogger(__name__)
_STEPS: Final[dict[str, FaultPoint]] = {
    "rows": "rows_parquet",
    "answers": "answers_parquet",
    "findings": "findings_parquet",
    "query_answers": "query_answers_parquet",
}


@dataclass(frozen=True)
class Worker:
    """Open warehouse with everything needed to process it. The caller holds the warehouse lock."""

    workspace: Workspace
    journal: Journal
    blobs: Blobs
    programmes: ArchivedProgrammes
    connection: Connection
    projector: Projector
    sandbox: Sandbox
    clock: Callable[[], datetime]
    batch_size: int
    progress: Progress

    def catch_up(self) -> list[ValidationResult]:
        """Catch up with the journal, validate all pending deliveries and write their feedback."""
        results: list[ValidationResult] = []
        while True:
            self.projector.catch_up()
            programme, deliveries = pending_deliveries(self.connection, limit=self.batch_size)
            if deliveries:
                with about(batch=f"{deliveries[0].event}-{deliveries[-1].event}"):
                    results += self._parse_and_validate(programme, deliveries)
            elif not self._give_feedback():
                return results

    def shown(self) -> int:
        """Return the number of the last event applied to the warehouse."""
        return last_event(self.connection)

    def _parse_and_validate(
        self, programme: int, deliveries: Sequence[Delivery]
    ) -> tuple[ValidationResult, ...]:
        """Parse as many deliveries as fit in memory, from the first on, and validate them."""
        with timed(_LOG, "read", deliveries=len(deliveries)):
            readings = self.read(programme, deliveries)
        self.progress("read", len(readings), len(readings))
        results: tuple[ValidationResult, ...] = ()
        for reading in readings:
            if reading.failure:
                results += self._set_aside(programme, reading.delivery, reading.failure)
        whole = [reading for reading in readings if not reading.failure]
        return results + self._validate(programme, whole) if whole else results

    def _validate(
        self, programme: int, readings: Sequence[Reading]
    ) -> tuple[ValidationResult, ...]:
        """Validate readings together; if that raises, isolate the cause by halving the batch."""
        count = len(readings)
        try:
            with timed(_LOG, "validated", deliveries=count):
                batch = validate_batch(
                    readings,
                    programme=self.programmes[programme],
                    programme_event=programme,
                    previous=previous_deliveries(self.connection),
                    extensions=decided_extensions(self.connection),
                )
        except Exception as error:  # noqa: BLE001 -- one delivery must not block the others
            if count > 1:
                half = count // 2
                first = self._validate(programme, readings[:half])
                return first + self._validate(programme, readings[half:])
            raise_machine_fault(error)
            return self._set_aside(programme, readings[0].delivery, place_of(error))
        self.progress("validate_batch", count, count)
        return self._keep(programme, batch)

    def _set_aside(
        self, programme: int, delivery: Delivery, place: str
    ) -> tuple[ValidationResult, ...]:
        message = "%s could not be validated: %s"
        _LOG.error(message, delivery.delivery, place, extra={"delivery": delivery.delivery})
        return self._keep(programme, set_aside(delivery, place))

    def _keep(self, programme: int, batch: ValidatedBatch) -> tuple[ValidationResult, ...]:
        """Record validation results and apply them, unless data was erased in the meantime."""
        count = len(batch.results)
        if not self.record(programme, batch):
            return ()  # deliveries that were not erased are still pending
        self.progress("record", count, count)
        with timed(_LOG, "projected", deliveries=count):
            self.projector.catch_up()
        self.progress("project", count, count)
        return with_history(self.connection, batch.results)

    def read(self, programme: int, deliveries: Sequence[Delivery]) -> list[Reading]:
        """Parse as many deliveries as fit in memory, from the first on; return their readings."""
        return self.sandbox.read(
            deliveries,
            lambda delivery: self.blobs.read(delivery.sha256),
            self.programmes[programme].text_forms,
        )

    def record(self, programme: int, batch: ValidatedBatch, *, rerun: Rerun | None = None) -> bool:
        """Append validation results to the journal as one event; return whether that was done.

        Nothing is appended if data was erased in the meantime, because the results could contain
        erased data.
        """
        draft = Validated(
            at=self.clock(),
            programme=programme,
            code_version=VERSION,
            results=batch.results,
            rerun=rerun,
            **{kind: self._keep_frame(kind, getattr(batch, kind)) for kind in EVIDENCE},
        )
        last = shown = self.shown()
        while (event := self.journal.append_after(last, draft)) is None:
            last = self.journal.head()
            if any(isinstance(later, Erased) for later in self.journal.read(after=shown)):
                return False
        fault_point("validated")
        _log_results(event)
        return True

    def _keep_frame(self, kind: str, frame: "pd.DataFrame") -> str:
        """Store one frame of the evidence as a Parquet blob, and return its hash."""
        (sha256,) = self.blobs.add([to_parquet(frame, EVIDENCE[kind])], step=_STEPS[kind])
        return sha256

    def _give_feedback(self) -> bool:
        """Write the feedback that is due, and return whether there was any."""
        owed = validated_without_feedback(self.connection)
        for validated in owed:
            feedback = feedback_of(self.connection, validated)
            event = self.journal.event(validated)
            number = event.programme if isinstance(event, Validated) else 0
            with timed(_LOG, "feedback given", event_number=validated, deliveries=len(feedback)):
                give_owed(
                    self.workspace.outbox,
                    feedback,
                    self.programmes[number],
                    partial(self.read, number),
                )
            fault_point("feedback_given")
            self.journal.append(FeedbackGiven(at=self.clock(), validated=validated))
            fault_point("feedback")
            self.progress("feedback", len(feedback), len(feedback))
        return bool(owed)


def _log_results(event: Validated) -> None:
    """Log the outcome of each delivery."""
    for result in event.results:
        counted = {"errors": result.errors, "queries": result.queries}
        names = {"event_number": event.number, "delivery": result.delivery}
        _LOG.info("%s", result.outcome, extra=names | counted)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Disable garbage collection: a batch is bounded, and its cells contain no cycles."""
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
    limits: WorkLimits,
    progress: Progress,
    is_exact: bool = False,
) -> Iterator[Worker]:
    """Open the warehouse for a worker, and rebuild it if its tables have another version.

    Publishing needs an exact warehouse (`is_exact`). It is then also rebuilt if a process was
    killed while it had the warehouse open, because other changes cannot be ruled out.

    Pending erasures are completed after the worker has closed the warehouse.
    """
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    keep_format(workspace.journal.parent)
    journal.verify_chain()
    remove_leftovers(workspace)
    if not is_current(workspace.warehouse, is_exact=is_exact):
        refuse_loss(workspace.warehouse, journal)
        rebuild(
            workspace.warehouse,
            journal,
            blobs,
            progress=lambda done, total: progress("rebuild", done, total),
        )
    with (
        _without_collections(),
        closing(Sandbox(limits)) as sandbox,
        open_warehouse(workspace.warehouse) as connection,
    ):
        worker = Worker(
            workspace,
            journal,
            blobs,
            ArchivedProgrammes(journal, blobs),
            connection,
            Projector(connection, journal, blobs),
            sandbox,
            clock,
            limits.batch_size,
            progress,
        )
        yield worker
        worker.projector.seal()
        owed, shown = erasures_owed(connection), worker.shown()
    if owed:
        complete_erasures(workspace, owed, until=shown, clock=clock, limits=limits)
