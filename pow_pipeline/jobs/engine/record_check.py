"""Check of a record before anything is written to it."""

from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.lock import try_lock
from pow_pipeline.warehouse.rebuild import refuse_loss
from pow_pipeline.workspace import Workspace


def refuse_damaged(workspace: Workspace) -> None:
    """Refuse a journal that was changed or that lost events.

    The whole hash chain is verified. It is also compared with the warehouse, unless another process
    holds the warehouse lock: that process makes the same comparison. This function never waits.

    Raises:
        RecordError: the journal is damaged; the message says what was changed or lost, and how to
            restore it.
    """
    journal = Journal(workspace.journal)
    journal.verify_chain()
    journal.refuse_lost()
    with try_lock(workspace) as is_held:
        if is_held:
            refuse_loss(workspace.warehouse, journal)
