"""Completes an erasure: removes the erased data from the warehouse, the record and the outboxes.

`erase` takes the decision itself. Its effect on the figures follows from its event alone.
"""

from collections.abc import Iterable

from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.outbox import remove_feedback
from pow_pipeline.jobs.engine.draft_pages import remove_pages
from pow_pipeline.jobs.engine.feedback import renew_feedback
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.publication.files.drafts import reconcile_drafts
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.erasures import read_erasures
from pow_pipeline.record.events import ErasureCompleted
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.lock import hold_record
from pow_pipeline.warehouse.rebuild import rebuild
from pow_pipeline.workspace import Workspace


def complete_erasures(run: Run, decisions: Iterable[int], *, until: int) -> None:
    """Remove the remaining copies of erased data. The caller holds the warehouse lock.

    The warehouse is rebuilt, because its file still contains rows deleted from its tables, and
    findings about other deliveries may depend on the erased data. The feedback on the senders'
    other deliveries may depend on it too, so it is written again.

    Args:
        run: the run.
        decisions: numbers of the erasure decisions to complete.
        until: number of the last event applied to the warehouse.
    """
    workspace, journal = run.workspace, run.journal
    rebuild(workspace.warehouse, journal, run.blobs, until=until)
    fault_point("erase_warehouse")
    _remove_blobs(workspace, journal, run.blobs)
    reconcile_drafts(workspace.drafts, ())  # drafts may contain it, and are soon made again
    remove_pages(workspace)
    for number in decisions:
        decision = journal.event(number)
        if isinstance(decision, Erased):
            for delivery in decision.files:
                remove_feedback(workspace.outbox, delivery)
            renew_feedback(run, {_sender(delivery) for delivery in decision.files})
        fault_point("erase_removed")
        journal.append(ErasureCompleted(at=run.clock(), decided=number))
        fault_point("erased")


def _sender(delivery: str) -> str:
    return delivery.rsplit("-", 2)[0]


def _remove_blobs(workspace: Workspace, journal: Journal, blobs: Blobs) -> None:
    """Remove every blob that no event refers to, whether erased or left by an interrupted run."""
    with hold_record(workspace):
        erasures = read_erasures(journal.read())
        blobs.keep_only({sha for event in journal.read() for sha in erasures.blobs_kept(event)})
