"""Check of a record before anything is written to it."""

from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.warehouse.lock import try_lock
from pow_pipeline.warehouse.rebuild import refuse_loss


def refuse_damaged(run: Run) -> None:
    """Refuse a journal that was changed or that lost events.

    The whole hash chain is verified. It is also compared with the warehouse, unless another process
    holds the warehouse lock: that process makes the same comparison. This function never waits.

    Raises:
        RecordError: the journal is damaged; the message says what was changed or lost, and how to
            restore it.
    """
    run.journal.verify_chain()
    run.journal.refuse_lost()
    with try_lock(run.workspace) as is_held:
        if is_held:
            refuse_loss(run.workspace.warehouse, run.journal)
