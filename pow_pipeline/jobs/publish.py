"""Publish: from the warehouse to a release of one period, and `current` pointing at it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.asked import asked_period
from pow_pipeline.jobs.editorial import keep_editorial, kept_editorial
from pow_pipeline.jobs.embargo import embargo_of, held_until
from pow_pipeline.jobs.ingest import hold_warehouse
from pow_pipeline.jobs.lineage import with_lineage
from pow_pipeline.jobs.making import Revision, staging, write_files
from pow_pipeline.jobs.plausible import assess
from pow_pipeline.jobs.progress import Progress, be_silent
from pow_pipeline.jobs.settling import bring_up
from pow_pipeline.jobs.sign_off import refuse_unsigned
from pow_pipeline.jobs.stale import stale_releases
from pow_pipeline.limits import WorkLimits
from pow_pipeline.logs import run_of, timed
from pow_pipeline.model import Release
from pow_pipeline.publication.assessment import Assessment
from pow_pipeline.publication.data.catalogue_entry import missing_for_entry
from pow_pipeline.publication.release import (
    DATABASE,
    ReleasePlan,
    hash_databases,
    is_made_like_this,
    move_into_place,
    write_manifest,
)
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import WITHOUT_FIGURES, Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.releases import latest_release
from pow_pipeline.workspace import Workspace

_LOG: Final = logging.getLogger(__name__)


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
        held_until: where it is under embargo, until when, in words.
    """

    release: Release | None
    is_new: bool
    folder: Path | None
    is_declined: bool = False
    assessment: Assessment | None = None
    revision: Revision | None = None
    stale: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    held_until: str = ""


@run_of("publish")
@with_lineage("publish")
def publish(
    workspace: Workspace,
    period: str,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    confirm_revision: Callable[[Revision], bool],
    embargo: str | None = None,
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
        embargo: the moment before which it is not to be current, in the programme's time zone.
        progress: told how far it is.

    Raises:
        UsageError: the programme has no such period, or there can be no such embargo.
        PublicationBlockedError: the figures are not plausible, or not signed off; says why.
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
        until = embargo_of(programme, period, releases, asked=embargo, now=clock())
        is_moved = bool(before and before.is_held and embargo and before.embargo != until)
        kept = partial(Published, before, False, held_until=held_until(before, programme.zone))
        if before and not is_moved and _is_as_it_was(workspace, journal, before):
            folder = _folder(workspace, before)
            held = folder / "public" / DATABASE
            stale = stale_releases(workspace, releases, period, as_of=as_of, figures=held)
            return kept(folder, stale=stale)
        issued = (until or clock()).astimezone(programme.zone).date()
        with staging(
            workspace, programme, period, releases=releases, as_of=as_of, issued=issued
        ) as (staged, plan, revision):
            public = staged / "public" / DATABASE
            stale = stale_releases(workspace, releases, period, as_of=as_of, figures=public)
            is_same = before and before.figures == plan.figures and not is_moved
            if before and is_same and _says_the_same(journal, before, as_of):
                folder = _folder_that_stays(workspace, before)
                return kept(folder, stale=stale)
            refuse_unsigned(workspace, plan, programme)
            progress("check", 0, 1)
            with timed(_LOG, "found plausible", release=plan.name):
                found = assess(workspace, staged, plan, programme)
            progress("check", 1, 1)
            if before and revision and not confirm_revision(replace(revision, stale=stale)):
                return kept(_folder(workspace, before), is_declined=True, stale=stale)
            with timed(_LOG, "written", release=plan.name):
                write_files(
                    workspace, staged, plan, programme, revision, approved_on=found.approved_on
                )
            _release(workspace, staged, plan, embargo=until, clock=clock)
        _, releases = bring_up(workspace, clock, limits, progress)
    release = latest_release(releases, period)
    folder = workspace.releases / plan.name
    return Published(
        release,
        is_new=True,
        folder=folder,
        assessment=found,
        revision=revision,
        stale=stale,
        unsaid=tuple(missing_for_entry(programme)),
        held_until=held_until(release, programme.zone),
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


def _is_as_it_was(workspace: Workspace, journal: Journal, release: Release) -> bool:
    """Return whether nothing happened since that could change a figure of a release."""
    return is_made_like_this(_folder(workspace, release)) and all(
        event.type in WITHOUT_FIGURES for event in journal.read(release.as_of)
    )


def _says_the_same(journal: Journal, release: Release, as_of: int) -> bool:
    """Return whether people wrote nothing else about its period since a release."""
    then, now = (
        kept_editorial(journal, release.period, as_of=each) for each in (release.as_of, as_of)
    )
    return then == now


def _release(
    workspace: Workspace,
    staged: Path,
    plan: ReleasePlan,
    *,
    embargo: datetime | None,
    clock: Callable[[], datetime],
) -> None:
    manifest = write_manifest(staged, plan)
    databases = hash_databases(staged)
    move_into_place(staged, workspace.releases / plan.name)
    event = Journal(workspace.journal).append(
        Released(
            at=clock(),
            period=plan.period,
            version=plan.version,
            as_of=plan.as_of,
            figures=plan.figures,
            manifest=manifest,
            databases=databases,
            revises=plan.revises,
            embargo=embargo,
        )
    )
    fault_point("released")
    _LOG.info("released", extra={"event_number": event.number, "release": plan.name})


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
