"""Completing an erasure: nothing of it stays in the warehouse, the record or an outbox.

The decision itself is taken by `erase`; its effect on figures follows from its event alone.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.outbox import remove_feedback
from pow_pipeline.jobs.engine.concept_pages import remove_pages
from pow_pipeline.jobs.engine.feedback import renew_feedback
from pow_pipeline.limits import WorkLimits
from pow_pipeline.publication.files.concepts import settle_concepts
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.erasures import read_erasures
from pow_pipeline.record.events import ErasureCompleted
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.lock import hold_record
from pow_pipeline.warehouse.rebuild import rebuild
from pow_pipeline.workspace import Workspace


def complete_erasures(
    workspace: Workspace,
    owed: Iterable[int],
    *,
    until: int,
    clock: Callable[[], datetime],
    limits: WorkLimits,
) -> None:
    """Remove what is left of what decisions erased. The caller holds the warehouse lock.

    The warehouse is made again: its file still holds what was deleted from its tables, and
    findings on other deliveries may rest on it. So may what their senders were told.

    Args:
        workspace: where.
        owed: the numbers of the decisions.
        until: the last event that the warehouse shows.
        clock: the present moment.
        limits: what reading the sender's other files may cost.
    """
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    rebuild(workspace.warehouse, journal, blobs, until=until)
    fault_point("erase_warehouse")
    _remove_blobs(workspace, journal, blobs)
    settle_concepts(workspace.concepts, ())  # they may hold it, and are soon made again
    remove_pages(workspace)
    for number in owed:
        decided = journal.event(number)
        if isinstance(decided, Erased):
            for delivery in decided.files:
                remove_feedback(workspace.outbox, delivery)
            renew_feedback(workspace, {_sender(each) for each in decided.files}, limits)
        fault_point("erase_removed")
        journal.append(ErasureCompleted(at=clock(), decided=number))
        fault_point("erased")


def _sender(delivery: str) -> str:
    return delivery.rsplit("-", 2)[0]


def _remove_blobs(workspace: Workspace, journal: Journal, blobs: Blobs) -> None:
    """Remove every blob that no event names any more, or that an ended process never named."""
    with hold_record(workspace):
        erasures = read_erasures(journal.read())
        blobs.keep_only({sha for event in journal.read() for sha in erasures.blobs_kept(event)})
