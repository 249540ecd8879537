"""Brings the warehouse up to the journal, under the lock that allows one process to write it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.reconcile import lift_embargoes, reconcile
from pow_pipeline.jobs.engine.worker import start_worker
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import ValidationResult
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.lock import try_lock, wait_for_lock
from pow_pipeline.workspace import Workspace


@contextmanager
def hold_warehouse(
    workspace: Workspace,
    *,
    lock_seconds: float,
    clock: Callable[[], datetime],
    limits: WorkLimits,
) -> Iterator[None]:
    """Hold the warehouse lock, then process what other processes appended to the journal meanwhile.

    Raises:
        LockedError: another process held the lock for longer than `lock_seconds`.
    """
    journal = Journal(workspace.journal)
    seen = journal.head()
    try:
        with wait_for_lock(workspace, seconds=lock_seconds):
            yield
    finally:
        if any(event.type in ("received", "decided") for event in journal.read(after=seen)):
            advance(workspace, clock=clock, limits=limits)


def advance(
    workspace: Workspace,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    progress: Progress = be_silent,
) -> tuple[list[ValidationResult], bool]:
    """Catch up with the journal and validate what is pending, unless another process does so.

    Releases whose embargo has passed become current.

    The process that holds the lock also handles the events of other processes, and checks the
    journal once more after it releases the lock. A process that does not get the lock can
    therefore exit without leaving work behind.

    Returns:
        The results of this call, and whether another process holds the lock.
    """
    journal = Journal(workspace.journal)
    results: list[ValidationResult] = []
    seen = -1
    while journal.head() != seen:
        with try_lock(workspace) as is_held:
            if not is_held:
                return results, True
            with start_worker(workspace, clock=clock, limits=limits, progress=progress) as worker:
                lift_embargoes(worker)
                results += worker.catch_up()
                reconcile(worker)
                seen = worker.shown()  # later events have not been processed yet
    return results, False
