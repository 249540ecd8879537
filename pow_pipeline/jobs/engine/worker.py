"""Worker that holds the warehouse: it applies events, validates deliveries and writes feedback.

The warehouse lists what is pending, so the amount of work depends only on what is new.
"""

import gc
import logging
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from pow_pipeline import VERSION
from pow_pipeline.faults import FaultPoint, fault_point
from pow_pipeline.jobs.engine.isolate import validate_in_parts
from pow_pipeline.jobs.engine.leftovers import remove_leftovers
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import FEEDBACK, LOAD, PARSE, REBUILD, VALIDATE
from pow_pipeline.logs import about
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading
from pow_pipeline.model.findings import ValidatedBatch, ValidationResult
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import FeedbackGiven, Rerun, Validated
from pow_pipeline.record_format import keep_format
from pow_pipeline.warehouse.apply.catch_up import WarehouseUpdater
from pow_pipeline.warehouse.connection import Connection, open_current, open_warehouse
from pow_pipeline.warehouse.examined import keep_examined, last_shown
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
from pow_pipeline.warehouse.shown import last_event, last_event_and_hash
from schemas.evidence import EVIDENCE

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
    """Open warehouse with everything needed to process it. The caller holds the warehouse lock.

    Attributes:
        with_findings: readings of the last batch that have findings, by delivery, for the feedback.
    """

    run: Run
    connection: Connection
    updater: WarehouseUpdater
    sandbox: Sandbox
    with_findings: dict[str, Reading] = field(default_factory=dict)

    def catch_up(self) -> list[ValidationResult]:
        """Catch up with the journal, validate all pending deliveries and write their feedback."""
        results: list[ValidationResult] = []
        limit = self.run.settings.batch_size
        while True:
            self.updater.catch_up()
            programme, deliveries = pending_deliveries(self.connection, limit=limit)
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
    ) -> list[ValidationResult]:
        """Parse as many deliveries as fit in memory, from the first on, and validate them."""
        _begin_import_of_validation()
        readings = self.run.stage(
            PARSE, lambda: self.parse(programme, deliveries), deliveries=len(deliveries)
        )
        batches = validate_in_parts(readings, partial(self._validate, programme))
        results = [result for batch in batches for result in self._load(programme, batch)]
        self._keep_with_findings(readings, results)
        return results

    def _keep_with_findings(
        self, readings: Sequence[Reading], results: Sequence[ValidationResult]
    ) -> None:
        """Keep the readings of one batch that feedback needs again; more would fill the memory."""
        names = {result.delivery for result in results if result.has_findings}
        self.with_findings.clear()
        self.with_findings.update(
            (reading.delivery.delivery, reading)
            for reading in readings
            if reading.delivery.delivery in names
        )

    def _validate(self, programme: int, readings: Sequence[Reading]) -> ValidatedBatch:
        """Validate readings together."""
        from pow_pipeline.validation.validate import validate_batch

        return self.run.stage(
            VALIDATE,
            lambda: validate_batch(
                readings,
                programme=self.run.programmes[programme],
                programme_event=programme,
                previous=previous_deliveries(self.connection),
                extensions=decided_extensions(self.connection),
            ),
            deliveries=len(readings),
        )

    def _load(self, programme: int, batch: ValidatedBatch) -> tuple[ValidationResult, ...]:
        """Record validation results and apply them, unless data was erased in the meantime."""

        def load() -> tuple[ValidationResult, ...]:
            if not self.record(programme, batch):
                return ()  # deliveries that were not erased are still pending
            self.updater.catch_up()
            return with_history(self.connection, batch.results)

        return self.run.stage(LOAD, load, deliveries=len(batch.results))

    def parse(self, programme: int, deliveries: Sequence[Delivery]) -> list[Reading]:
        """Parse as many deliveries as fit in memory, from the first on; return their readings."""
        return self.sandbox.read(
            deliveries,
            lambda delivery: self.run.blobs.read(delivery.sha256),
            self.run.programmes[programme].text_forms,
        )

    def _reread(self, programme: int, deliveries: Sequence[Delivery]) -> list[Reading]:
        """Return readings for feedback: those of the last batch, or else parsed once more."""
        names = [delivery.delivery for delivery in deliveries]
        if self.with_findings.keys() >= set(names):
            return [self.with_findings[name] for name in names]
        return self.parse(programme, deliveries)

    def record(self, programme: int, batch: ValidatedBatch, *, rerun: Rerun | None = None) -> bool:
        """Append validation results to the journal as one event; return whether that was done.

        Nothing is appended if data was erased in the meantime, because the results could contain
        erased data.
        """
        journal = self.run.journal
        draft = Validated(
            at=self.run.clock(),
            programme=programme,
            code_version=VERSION,
            results=batch.results,
            rerun=rerun,
            **{kind: self._keep_frame(kind, getattr(batch, kind)) for kind in EVIDENCE},
        )
        last = shown = self.shown()
        while (event := journal.append_after(last, draft)) is None:
            last = journal.head()
            if any(isinstance(later, Erased) for later in journal.read(after=shown)):
                return False
        fault_point("validated")
        _log_results(event)
        return True

    def _keep_frame(self, kind: str, frame: "pd.DataFrame") -> str:
        """Store one frame of the evidence as a Parquet blob, and return its hash."""
        from pow_pipeline.record.parquet import to_parquet

        (sha256,) = self.run.blobs.add([to_parquet(frame, EVIDENCE[kind])], step=_STEPS[kind])
        return sha256

    def _give_feedback(self) -> bool:
        """Write the feedback that is due, and return whether there was any."""
        validated = validated_without_feedback(self.connection)
        for number in validated:
            self._give_feedback_on(number)
        return bool(validated)

    def _give_feedback_on(self, validated: int) -> None:
        """Write the feedback on the results in one event, and record that it was written."""
        from pow_pipeline.jobs.engine.feedback import write_due_feedback

        feedback = feedback_of(self.connection, validated)
        event = self.run.journal.event(validated)
        number = event.programme if isinstance(event, Validated) else 0

        def give() -> None:
            write_due_feedback(
                self.run.workspace.outbox,
                feedback,
                self.run.programmes[number],
                partial(self._reread, number),
            )

        self.run.stage(FEEDBACK, give, event_number=validated, deliveries=len(feedback))
        fault_point("feedback_given")
        self.run.journal.append(FeedbackGiven(at=self.run.clock(), validated=validated))
        fault_point("feedback")


def _begin_import_of_validation() -> None:
    """Import pandas and pandera in a thread, because this process waits while files are parsed."""
    module = "pow_pipeline.validation.validate"
    if module not in sys.modules:
        threading.Thread(target=import_module, args=(module,), daemon=True).start()


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
def start_worker(run: Run, *, is_exact: bool = False) -> Iterator[Worker]:
    """Open the warehouse for a worker, and rebuild it if its tables have another version.

    Publishing needs an exact warehouse (`is_exact`). It is then also rebuilt if a process was
    killed while it had the warehouse open, because other changes cannot be ruled out.

    Pending erasures are completed after the worker has closed the warehouse.
    """
    workspace, journal, blobs = run.workspace, run.journal, run.blobs
    keep_format(journal.folder.parent)
    journal.verify_chain()
    remove_leftovers(workspace)
    is_unchanged = last_shown(workspace.warehouse) is not None
    opened = open_current(workspace.warehouse, is_exact=is_exact)
    if opened is None:
        refuse_loss(workspace.warehouse, journal)
        run.stage(
            REBUILD, lambda: rebuild(workspace.warehouse, journal, blobs, progress=run.progress)
        )
    with (
        opened or open_warehouse(workspace.warehouse) as connection,
        _without_collections(),
        closing(Sandbox(run.limits)) as sandbox,
    ):
        updater = WarehouseUpdater(connection, journal, blobs, is_unchanged=is_unchanged)
        worker = Worker(run, connection, updater, sandbox)
        yield worker
        updater.seal()
        erasures, last = erasures_owed(connection), last_event_and_hash(connection)
    keep_examined(workspace.warehouse, last=last)
    if erasures:
        from pow_pipeline.jobs.engine.complete_erasure import complete_erasures

        complete_erasures(run, erasures, until=last[0] if last else 0)
