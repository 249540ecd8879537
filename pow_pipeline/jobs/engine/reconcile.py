"""Lifts embargoes that have ended, and repairs what is published after an interruption."""

from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.worker import Worker, start_worker
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.catalogue import reconcile_catalogue
from pow_pipeline.publication.files.drafts import reconcile_drafts
from pow_pipeline.publication.files.release import remove_orphans, remove_pruned
from pow_pipeline.record.events import EmbargoLifted
from pow_pipeline.warehouse.lookups.releases import held_releases, last_drafts, released


def bring_up(run: Run) -> tuple[int, list[Release]]:
    """Catch up with the journal, lift embargoes that have ended, and reconcile what is published.

    The caller holds the warehouse lock.

    Returns:
        The number of the last event applied to the warehouse, and all releases.
    """
    with start_worker(run, is_exact=True) as worker:
        lift_embargoes(worker)
        worker.catch_up()
        releases = reconcile(worker)
        return worker.shown(), releases


def lift_embargoes(worker: Worker) -> None:
    """Append an event for each release whose embargo has ended.

    The event makes the release current, even if a clock later shows an earlier time. The caller
    has yet to apply it.
    """
    worker.updater.catch_up()
    now = worker.run.clock()
    for release in held_releases(released(worker.connection)):
        if release.embargo and release.embargo <= now:
            ended = EmbargoLifted(at=now, period=release.period, version=release.version)
            worker.run.journal.append(ended)
            fault_point("embargo_lifted")


def reconcile(worker: Worker) -> list[Release]:
    """Repair the catalogue and the drafts, complete a pruning, and return all releases."""
    workspace, releases = worker.run.workspace, released(worker.connection)
    remove_orphans(workspace.releases, releases)
    reconcile_catalogue(workspace.published, releases)
    reconcile_drafts(workspace.drafts, last_drafts(worker.connection))
    remove_pruned(workspace.releases, releases)
    return releases
