"""Publish: from the warehouse to a release of one period, and `current` pointing at it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.asked import asked_period
from pow_pipeline.jobs.editorial import keep_editorial, kept_editorial, standing_pieces
from pow_pipeline.jobs.ingest import hold_warehouse
from pow_pipeline.jobs.making import Revision, staging, write_files
from pow_pipeline.jobs.plausible import assess
from pow_pipeline.jobs.progress import Progress, be_silent
from pow_pipeline.jobs.stale import stale_releases
from pow_pipeline.jobs.worker import start_worker
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Release
from pow_pipeline.publication.assessment import Assessment
from pow_pipeline.publication.catalogue import settle_catalogue
from pow_pipeline.publication.data.catalogue_entry import missing_for_entry
from pow_pipeline.publication.release import (
    DATABASE,
    ReleasePlan,
    hash_databases,
    is_made_like_this,
    move_into_place,
    remove_orphans,
    remove_pruned,
    write_manifest,
)
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.releases import latest_release, released
from pow_pipeline.workspace import Workspace

_WITHOUT_FIGURES: Final = (
    "released",
    "feedback",
    "reminded",
    "reminders_given",
    "reminders_mailed",
    "calendar",
)


@dataclass(frozen=True)
class Published:
    """What a publication came to.

    Attributes:
        release: the release that shows the present figures of the period, if there is one.
        is_new: whether it was made now.
        is_declined: figures have changed, but a new version was not wanted; else, when nothing
            new was made, nothing had changed.
        folder: where it stands.
        assessment: what the plausibility suite found, where it was asked.
        revision: what differs from the release before, where a new one was made.
        stale: later releases that compare with other figures of the period than these.
        unsaid: what the programme folder would have to say for an entry in catalogues of data.
    """

    release: Release | None
    is_new: bool
    folder: Path | None
    is_declined: bool = False
    assessment: Assessment | None = None
    revision: Revision | None = None
    stale: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


def publish(
    workspace: Workspace,
    period: str,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    confirm_revision: Callable[[Revision], bool],
    progress: Progress = be_silent,
) -> Published:
    """Publish the figures of a period as they stand, unless the same were published before.

    Args:
        workspace: where.
        period: the period to publish; earlier periods go along as data.
        clock: the present moment.
        limits: how much is worked off at once, and what reading may cost.
        lock_seconds: how long to wait for another process.
        confirm_revision: asked with what differs from the release before, if there is one.
        progress: told how far it is.

    Raises:
        UsageError: the programme has no such period.
        PublicationBlockedError: the figures are not plausible; says which check and why.
        WorkspaceError: the release that shows them is gone.
        LockedError: another process did not finish in time.
    """
    journal = Journal(workspace.journal)
    programmes = ArchivedProgrammes(journal, Blobs(workspace.blobs))
    asked_period(programmes.latest(), period)
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        keep_editorial(workspace, programmes.latest(), period, clock=clock)
        as_of, releases = bring_up(workspace, clock, limits, progress)
        programme = programmes.in_force_at(as_of)
        before = latest_release(releases, period)
        if before and _is_as_it_was(workspace, journal, before):
            folder = _folder(workspace, before)
            held = folder / "public" / DATABASE
            stale = stale_releases(workspace, releases, period, as_of=as_of, figures=held)
            return Published(before, is_new=False, folder=folder, stale=stale)
        issued = clock().astimezone(programme.zone).date()
        with staging(
            workspace, programme, period, releases=releases, as_of=as_of, issued=issued
        ) as (staged, plan, revision):
            public = staged / "public" / DATABASE
            stale = stale_releases(workspace, releases, period, as_of=as_of, figures=public)
            if before and before.figures == plan.figures and _says_the_same(journal, before, as_of):
                folder = _folder_that_stays(workspace, before)
                return Published(before, is_new=False, folder=folder, stale=stale)
            progress("check", 0, 1)
            found = assess(workspace, staged, plan, programme)
            progress("check", 1, 1)
            if before and revision and not confirm_revision(replace(revision, stale=stale)):
                folder = _folder(workspace, before)
                return Published(before, is_new=False, folder=folder, is_declined=True, stale=stale)
            write_files(
                staged,
                plan,
                programme,
                revision,
                approved_on=found.approved_on,
                editorial=standing_pieces(workspace, period, as_of=as_of),
            )
            release = _release(workspace, staged, plan, clock=clock)
        bring_up(workspace, clock, limits, progress)
    folder = _folder(workspace, release)
    return Published(
        release,
        is_new=True,
        folder=folder,
        assessment=found,
        revision=revision,
        stale=stale,
        unsaid=tuple(missing_for_entry(programme)),
    )


def figures_to_publish(
    workspace: Workspace,
    period: str,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
) -> str:
    """Return the hash of the figures that a publication would show now.

    Raises:
        LockedError: another process did not finish in time.
    """
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        as_of, releases = bring_up(workspace, clock, limits, be_silent)
        programme = programmes.in_force_at(as_of)
        issued = clock().astimezone(programme.zone).date()
        with staging(
            workspace, programme, period, releases=releases, as_of=as_of, issued=issued
        ) as (_, plan, _):
            return plan.figures


def bring_up(
    workspace: Workspace, clock: Callable[[], datetime], limits: WorkLimits, progress: Progress
) -> tuple[int, list[Release]]:
    """Work off the record, mend the catalogue and end a pruning that did not come to its end.

    Return the last event and all releases. The caller holds the lock of the warehouse.
    """
    with start_worker(workspace, clock=clock, limits=limits, progress=progress) as worker:
        worker.work_off()
        releases = released(worker.connection)
        remove_orphans(workspace.releases, releases)
        settle_catalogue(workspace.published, releases)
        remove_pruned(workspace.releases, releases)
        return worker.shown(), releases


def _is_as_it_was(workspace: Workspace, journal: Journal, release: Release) -> bool:
    """Return whether nothing happened since that could change a figure of a release."""
    return is_made_like_this(_folder(workspace, release)) and all(
        event.type in _WITHOUT_FIGURES for event in journal.read(release.as_of)
    )


def _says_the_same(journal: Journal, release: Release, as_of: int) -> bool:
    """Return whether people wrote nothing else about its period since a release."""
    then, now = (
        kept_editorial(journal, release.period, as_of=each) for each in (release.as_of, as_of)
    )
    return then == now


def _release(
    workspace: Workspace, staged: Path, plan: ReleasePlan, *, clock: Callable[[], datetime]
) -> Release:
    manifest = write_manifest(staged, plan)
    databases = hash_databases(staged)
    move_into_place(staged, workspace.releases, plan)
    release = Release(plan.period, plan.version, plan.as_of, plan.figures, manifest, databases)
    Journal(workspace.journal).append(
        Released(
            at=clock(),
            period=release.period,
            version=release.version,
            as_of=release.as_of,
            figures=release.figures,
            manifest=release.manifest,
            databases=databases,
            revises=plan.revises,
        )
    )
    fault_point("released")
    return release


def _folder_that_stays(workspace: Workspace, release: Release) -> Path:
    folder = _folder(workspace, release)
    if not folder.is_dir():
        message = (
            f"{folder}: missing, though the figures are still those of {release.name}; "
            "restore the folder from a back-up"
        )
        raise WorkspaceError(message)
    return folder


def _folder(workspace: Workspace, release: Release) -> Path:
    return workspace.releases / release.name
