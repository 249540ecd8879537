"""The check of a record before anything is written into it."""

from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.lock import try_lock
from pow_pipeline.warehouse.rebuild import refuse_loss
from pow_pipeline.workspace import Workspace


def refuse_damaged(workspace: Workspace) -> None:
    """Refuse to build on a journal that was changed or lost events.

    The chain is checked whole, and against the warehouse unless another process is at work on it:
    that process checks the same. Nobody is waited for.

    Raises:
        RecordError: it was; says what was changed or lost, and how to restore it.
    """
    journal = Journal(workspace.journal)
    journal.verify_chain()
    journal.refuse_lost()
    with try_lock(workspace) as is_held:
        if is_held:
            refuse_loss(workspace.warehouse, journal)
