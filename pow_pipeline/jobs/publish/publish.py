"""Publishes a release of one period from the warehouse, and makes it the current one."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.lineage import with_lineage
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.jobs.engine.require import asked_period
from pow_pipeline.jobs.publish.editorial import keep_editorial, kept_editorial
from pow_pipeline.jobs.publish.embargo import embargo_of, held_until
from pow_pipeline.jobs.publish.finality import refuse_other_final_figures
from pow_pipeline.jobs.publish.make_release import Revision, staging, write_files
from pow_pipeline.jobs.publish.plausibility import assess
from pow_pipeline.jobs.publish.sign_off import refuse_unsigned
from pow_pipeline.jobs.publish.stale import stale_releases
from pow_pipeline.limits import WorkLimits
from pow_pipeline.logs import run_of, timed
from pow_pipeline.model import Release
from pow_pipeline.publication.assessment import Assessment
from pow_pipeline.publication.data.catalogue_entry import missing_for_entry
from pow_pipeline.publication.files.checksums import write_checksums
from pow_pipeline.publication.files.release import (
    DATABASE,
    ReleasePlan,
    move_into_place,
    write_manifest,
)
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.lookups.releases import latest_release
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from schemas.programme.publication_parts import Form

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """Result of a publication.

    Attributes:
        release: the last release of the period; None if there is none.
        is_new: whether it was made now. If not, and `is_declined` is false, nothing had changed.
        folder: the folder that contains it.
        is_declined: whether figures have changed but the user declined a new version.
        assessment: findings of the plausibility suite; None if the suite did not run.
        revision: differences from the previous release, if a new release was made.
        stale: names of releases of later periods that compare with outdated figures of the period.
        unsaid: details missing from the programme folder for an entry in a data catalogue.
        held_until: end of the embargo, as text; '' without an embargo.
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
    forms: Sequence[Form] | None = None,
    progress: Progress = be_silent,
) -> Published:
    """Publish the current figures of a period, unless the last release already shows them.

    Args:
        workspace: the workspace.
        period: code of the period to publish; earlier periods are included as data.
        clock: returns the current time.
        limits: batch size of the worker, and limits for parsing.
        lock_seconds: how long to wait for another process.
        confirm_revision: called with the differences from the previous release, if there is one;
            returns whether to publish a new version.
        embargo: moment before which the release must not be current, as typed by a user, in the
            programme's time zone.
        forms: forms of the release besides its databases; None for those of the programme.
        progress: called with the progress of each step.

    Raises:
        UsageError: the programme has no such period, or the embargo is not possible.
        PublicationBlockedError: the figures are not plausible, are not signed off, or differ from
            those that were made final; the message says which.
        WorkspaceError: the figures have not changed, but the folder of their release is missing.
        LockedError: another process held the warehouse lock for longer than `lock_seconds`.
    """
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    asked_period(programmes.latest(), period)
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        keep_editorial(workspace, programmes.latest(), period, clock=clock)
        as_of, releases = bring_up(workspace, clock, limits, progress)
        programme = _with_forms(programmes.in_force_at(as_of), forms)
        now = clock()
        until = embargo_of(programme, period, releases, asked=embargo, now=now)
        asked = _Asked(workspace, period, programme, releases, as_of, until, bool(embargo), now)
        published = _make(asked, confirm_revision, clock, progress)
        if not published.is_new:
            return published
        _, releases = bring_up(workspace, clock, limits, progress)
    release = latest_release(releases, period)
    return replace(published, release=release, held_until=held_until(release, programme.zone))


def _with_forms(programme: Programme, forms: Sequence[Form] | None) -> Programme:
    if forms is None:
        return programme
    publication = programme.publication.model_copy(update={"forms": tuple(forms)})
    return programme.model_copy(update={"publication": publication})


@dataclass(frozen=True)
class _Asked:
    """Inputs of a publication.

    Attributes:
        workspace: the workspace.
        period: code of the period to publish.
        programme: the programme in force.
        releases: all earlier releases.
        as_of: number of the last event applied to the warehouse.
        embargo: moment before which the new release must not be current; None for at once.
        asks_embargo: whether the user requested that embargo.
        now: the current time.
    """

    workspace: Workspace
    period: str
    programme: Programme
    releases: Sequence[Release]
    as_of: int
    embargo: datetime | None
    asks_embargo: bool
    now: datetime

    @cached_property
    def before(self) -> Release | None:
        """The last release of the period; None if there is none."""
        return latest_release(self.releases, self.period)

    @property
    def is_moved(self) -> bool:
        """Whether the user requested another embargo for a release that is still under embargo."""
        before = self.before
        return bool(
            self.asks_embargo and before and before.is_held and before.embargo != self.embargo
        )

    @property
    def issued(self) -> date:
        """The day of publication."""
        return (self.embargo or self.now).astimezone(self.programme.zone).date()

    def stale(self, figures: Path) -> tuple[str, ...]:
        """Return the names of later releases that compare with other figures of the period."""
        return stale_releases(
            self.workspace, self.releases, self.period, as_of=self.as_of, figures=figures
        )

    def kept(self, folder: Path, stale: tuple[str, ...], *, is_declined: bool = False) -> Published:
        """Return the result of a publication that keeps the previous release."""
        until = held_until(self.before, self.programme.zone)
        return Published(
            self.before, False, folder, is_declined=is_declined, stale=stale, held_until=until
        )


def _make(
    asked: _Asked,
    confirm_revision: Callable[[Revision], bool],
    clock: Callable[[], datetime],
    progress: Progress,
) -> Published:
    """Stage a release, and make it if it has new contents and passes all checks."""
    workspace, programme, before = asked.workspace, asked.programme, asked.before
    with staging(
        workspace,
        programme,
        asked.period,
        releases=asked.releases,
        as_of=asked.as_of,
        issued=asked.issued,
    ) as (staged, plan, revision):
        stale = asked.stale(staged / "public" / DATABASE)
        if before and not asked.is_moved and _says_the_same(workspace, before, plan):
            return asked.kept(_folder_that_stays(workspace, before), stale)
        refuse_other_final_figures(workspace, staged, plan, revision, before)
        refuse_unsigned(workspace, plan, programme)
        progress("check", 0, 1)
        with timed(_LOG, "found plausible", release=plan.name):
            assessment = assess(workspace, staged, plan, programme)
        progress("check", 1, 1)
        if before and revision and not confirm_revision(replace(revision, stale=stale)):
            return asked.kept(_folder(workspace, before), stale, is_declined=True)
        with timed(_LOG, "written", release=plan.name):
            approved_on = assessment.approved_on
            write_files(workspace, staged, plan, programme, revision, approved_on=approved_on)
        _release(workspace, staged, plan, embargo=asked.embargo, clock=clock)
    return Published(
        None,
        is_new=True,
        folder=workspace.releases / plan.name,
        assessment=assessment,
        revision=revision,
        stale=stale,
        unsaid=tuple(missing_for_entry(programme)),
    )


def _says_the_same(workspace: Workspace, release: Release, plan: ReleasePlan) -> bool:
    """Return whether a plan has the same figures and editorial texts as an earlier release."""
    journal = Journal(workspace.journal)
    then, now = (
        kept_editorial(journal, release.period, as_of=event)
        for event in (release.as_of, plan.as_of)
    )
    return release.figures == plan.figures and then == now


def _release(
    workspace: Workspace,
    staged: Path,
    plan: ReleasePlan,
    *,
    embargo: datetime | None,
    clock: Callable[[], datetime],
) -> None:
    manifest = write_manifest(staged, plan)
    write_checksums(staged, workspace.releases / plan.name)
    move_into_place(staged, workspace.releases / plan.name)
    event = Journal(workspace.journal).append(
        Released(
            at=clock(),
            period=plan.period,
            version=plan.version,
            as_of=plan.as_of,
            figures=plan.figures,
            manifest=manifest,
            revises=plan.revises,
            changed=plan.changed,
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
