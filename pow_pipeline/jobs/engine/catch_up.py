"""Bringing the warehouse up to the journal, under the lock of the one process that may write it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.reconcile import disclose_due, settle
from pow_pipeline.jobs.engine.worker import start_worker
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Verdict
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
    """Hold the warehouse lock, and work off afterwards what others left to us meanwhile.

    Raises:
        LockedError: another process did not finish in time.
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
) -> tuple[list[Verdict], bool]:
    """Work off the record unless another process is doing so; returns whether one is.

    Releases whose embargo has ended come out.

    Who holds the lock works for everybody, and looks once more after letting go; so who does not
    get it may end, and nothing stays behind.
    """
    journal = Journal(workspace.journal)
    verdicts: list[Verdict] = []
    seen = -1
    while journal.head() != seen:
        with try_lock(workspace) as is_held:
            if not is_held:
                return verdicts, True
            with start_worker(workspace, clock=clock, limits=limits, progress=progress) as worker:
                disclose_due(worker)
                verdicts += worker.work_off()
                settle(worker)
                seen = worker.shown()  # what came after it has not been looked at
    return verdicts, False
