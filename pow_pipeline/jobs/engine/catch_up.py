"""Brings the warehouse up to the journal, under the lock that allows one process to write it.

Events that a killed process appended but did not apply are applied by the next process that
catches up; see `warehouse.apply.catch_up`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pow_pipeline.jobs.engine.reconcile import lift_embargoes, reconcile
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import LOCK
from pow_pipeline.jobs.engine.worker import start_worker
from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.warehouse.lock import try_lock, wait_for_lock


@contextmanager
def hold_warehouse(run: Run) -> Iterator[None]:
    """Hold the warehouse lock, then process what other processes appended to the journal meanwhile.

    Raises:
        LockedError: another process held the lock for longer than the settings allow.
    """
    last = run.journal.head()
    seconds = run.settings.lock_seconds
    try:
        with ExitStack() as held:
            run.stage(
                LOCK, lambda: held.enter_context(wait_for_lock(run.workspace, seconds=seconds))
            )
            yield
    finally:
        if any(event.type in ("received", "decided") for event in run.journal.read(after=last)):
            advance(run)


def advance(run: Run) -> tuple[list[ValidationResult], bool]:
    """Catch up with the journal and validate what is pending, unless another process does so.

    Releases whose embargo has passed become current.

    The process that holds the lock also handles the events of other processes, and checks the
    journal once more after it releases the lock. A process that does not get the lock can
    therefore exit without leaving work behind.

    Returns:
        The results of this call, and whether another process holds the lock.
    """
    results: list[ValidationResult] = []
    applied = -1
    while run.journal.head() != applied:
        with try_lock(run.workspace) as is_held:
            if not is_held:
                return results, True
            with start_worker(run) as worker:
                lift_embargoes(worker)
                results += worker.catch_up()
                reconcile(worker)
                applied = worker.shown()  # later events have not been processed yet
    return results, False
