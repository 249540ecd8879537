"""Publishes a release of one period from the warehouse, and makes it the current one.

Nothing is published if the last release has the same figures and editorial texts.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.lineage.emit import with_lineage
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import CHECK, PUBLISH, RENDER, VERIFY
from pow_pipeline.jobs.publish.editorial import keep_editorial, kept_editorial
from pow_pipeline.jobs.publish.embargo import embargo_of, held_until
from pow_pipeline.jobs.publish.finality import refuse_other_final_figures
from pow_pipeline.jobs.publish.plausibility import assess
from pow_pipeline.jobs.publish.render import start_rendering, write_files
from pow_pipeline.jobs.publish.sign_off import refuse_unsigned
from pow_pipeline.jobs.publish.staging import Revision, State, staging, state_now
from pow_pipeline.jobs.publish.stale import stale_releases
from pow_pipeline.logs import run_of
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.assessment import Assessment
from pow_pipeline.publication.data.catalogue_entry import missing_for_entry
from pow_pipeline.publication.files.checksums import write_checksums
from pow_pipeline.publication.files.release import (
    DATABASE,
    ReleasePlan,
    move_into_place,
    verify_staged,
    write_manifest,
)
from pow_pipeline.record.events import Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.lookups.releases import latest_release
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
        missing_details: details missing from the programme folder for an entry in a data catalogue.
        held_until: end of the embargo, as text; '' without an embargo.
    """

    release: Release | None
    is_new: bool
    folder: Path | None
    is_declined: bool = False
    assessment: Assessment | None = None
    revision: Revision | None = None
    stale: tuple[str, ...] = ()
    missing_details: tuple[str, ...] = ()
    held_until: str = ""


@run_of("publish")
@with_lineage("publish")
def publish(
    run: Run,
    period: str,
    *,
    confirm_revision: Callable[[Revision], bool],
    embargo: str | None = None,
    forms: Sequence[Form] | None = None,
) -> Published:
    """Publish the current figures of a period, unless the last release already shows them.

    Args:
        run: the run.
        period: code of the period to publish; earlier periods are included as data.
        confirm_revision: called with the differences from the previous release, if there is one;
            returns whether to publish a new version.
        embargo: moment before which the release must not be current, as typed by a user, in the
            programme's time zone.
        forms: forms of the release besides its databases; None for those of the programme.

    Raises:
        UsageError: the programme has no such period, or the embargo is not possible.
        PublicationBlockedError: the figures are not plausible, are not signed off, or differ from
            those that were made final; the message says which.
        WorkspaceError: the figures have not changed, but the folder of their release is missing.
        LockedError: another process held the warehouse lock for too long.
    """
    require_period(run.programme(), period)
    with hold_warehouse(run):
        keep_editorial(run, period)
        state = state_now(run, period)
        zone, now = state.programme.zone, run.clock()
        until = embargo_of(state.programme, period, state.releases, requested=embargo, now=now)
        issued = (until or now).astimezone(zone).date()
        state = replace(state, issued=issued, programme=_with_forms(state.programme, forms))
        return _make(_Publication(run, state, until, bool(embargo)), confirm_revision)


def _with_forms(programme: Programme, forms: Sequence[Form] | None) -> Programme:
    if forms is None:
        return programme
    publication = programme.publication.model_copy(update={"forms": tuple(forms)})
    return programme.model_copy(update={"publication": publication})


@dataclass(frozen=True)
class _Publication:
    """A publication in progress.

    Attributes:
        run: the run.
        state: the state to publish.
        embargo: moment before which the new release must not be current; None for at once.
        asks_embargo: whether the user requested that embargo.
    """

    run: Run
    state: State
    embargo: datetime | None
    asks_embargo: bool

    @property
    def changes_embargo(self) -> bool:
        """Whether the user requested another embargo for a release that is still under embargo."""
        before = self.state.before
        return bool(
            self.asks_embargo and before and before.is_held and before.embargo != self.embargo
        )

    def stale(self, figures: Path) -> tuple[str, ...]:
        """Return the names of later releases that compare with other figures of the period."""
        state = self.state
        return stale_releases(
            self.run, state.releases, state.period, as_of=state.as_of, figures=figures
        )

    def kept(self, folder: Path, stale: tuple[str, ...], *, is_declined: bool = False) -> Published:
        """Return the result of a publication that keeps the previous release."""
        before = self.state.before
        until = held_until(before, self.state.programme.zone)
        return Published(
            before, False, folder, is_declined=is_declined, stale=stale, held_until=until
        )


def _make(publication: _Publication, confirm_revision: Callable[[Revision], bool]) -> Published:
    """Stage a release, and make it if it has new contents and passes all checks."""
    run, state = publication.run, publication.state
    before, releases = state.before, run.workspace.releases
    with staging(run, state) as (staged, plan, revision):
        stale = publication.stale(staged / "public" / DATABASE)
        if (
            before
            and not publication.changes_embargo
            and _has_same_contents(run.journal, before, plan)
        ):
            return publication.kept(_existing_folder(releases, before), stale)
        with start_rendering(staged, plan, state.programme) as started:
            assessment = run.stage(
                CHECK, lambda: _check(run, staged, plan, state, revision), release=plan.name
            )
            if before and revision and not confirm_revision(replace(revision, stale=stale)):
                return publication.kept(releases / before.name, stale, is_declined=True)
            approved_on = assessment.approved_on
            run.stage(
                RENDER,
                lambda: write_files(
                    run,
                    staged,
                    plan,
                    state.programme,
                    revision,
                    started=started,
                    approved_on=approved_on,
                ),
                release=plan.name,
            )
        manifest = run.stage(VERIFY, lambda: _verify(staged, plan, releases), release=plan.name)
        release = run.stage(
            PUBLISH, lambda: _release(publication, staged, plan, manifest), release=plan.name
        )
    return Published(
        release,
        is_new=True,
        folder=releases / plan.name,
        assessment=assessment,
        revision=revision,
        stale=stale,
        missing_details=tuple(missing_for_entry(state.programme)),
        held_until=held_until(release, state.programme.zone),
    )


def _check(
    run: Run, staged: Path, plan: ReleasePlan, state: State, revision: Revision | None
) -> Assessment:
    """Stop figures that differ from final ones, are not signed off or are not plausible."""
    refuse_other_final_figures(run.workspace, staged, plan, revision, state.before)
    refuse_unsigned(run, plan, state.programme)
    return assess(run.workspace, staged, plan, state.programme)


def _has_same_contents(journal: Journal, release: Release, plan: ReleasePlan) -> bool:
    """Return whether a plan has the same figures and editorial texts as an earlier release."""
    then, now = (
        kept_editorial(journal, release.period, as_of=event)
        for event in (release.as_of, plan.as_of)
    )
    return release.figures == plan.figures and then == now


def _verify(staged: Path, plan: ReleasePlan, releases: Path) -> str:
    """Describe all files in the manifest and compare them with it; return the manifest's hash."""
    checksums = write_checksums(staged, releases / plan.name)
    manifest = write_manifest(staged, plan)
    verify_staged(staged, checksums)
    return manifest


def _release(
    publication: _Publication, staged: Path, plan: ReleasePlan, manifest: str
) -> Release | None:
    """Move a release into place, record it, and make it current unless it is under embargo."""
    run = publication.run
    move_into_place(staged, run.workspace.releases / plan.name)
    event = run.journal.append(
        Released(
            at=run.clock(),
            period=plan.period,
            version=plan.version,
            as_of=plan.as_of,
            figures=plan.figures,
            manifest=manifest,
            revises=plan.revises,
            changed=plan.changed,
            embargo=publication.embargo,
        )
    )
    fault_point("released")
    _LOG.info("released", extra={"event_number": event.number, "release": plan.name})
    _, releases = bring_up(run)
    return latest_release(releases, plan.period)


def _existing_folder(releases: Path, release: Release) -> Path:
    folder = releases / release.name
    if not folder.is_dir():
        message = (
            f"{folder}: missing, though the figures are still those of {release.name}; "
            "restore the folder from a back-up"
        )
        raise WorkspaceError(message)
    return folder
