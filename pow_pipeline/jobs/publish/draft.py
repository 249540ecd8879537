"""Drafts: figures frozen before a release, so that each region can check its own page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.draft_pages import give_pages
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.jobs.engine.require import asked_period
from pow_pipeline.jobs.publish.editorial import keep_editorial
from pow_pipeline.jobs.publish.make_release import staging, write_files
from pow_pipeline.jobs.publish.plausibility import describe_failed, examine
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Draft, Release
from pow_pipeline.publication.assessment import Assessment
from pow_pipeline.publication.files.drafts import folder_of
from pow_pipeline.publication.files.release import (
    is_made_like_this,
    move_into_place,
    write_manifest,
)
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import SignedOff
from pow_pipeline.record.events import WITHOUT_FIGURES, DraftMade, Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Frozen:
    """Result of making a draft.

    Attributes:
        made: the event that records the draft.
        is_new: whether the draft was made now; if not, an earlier draft is still up to date.
        folder: the folder that contains the draft.
        given_to: codes of the regions whose pages were written to their outboxes.
        awaits_sign_off: whether the programme requires a sign-off before publication.
        assessment: findings of the plausibility suite; None if the suite did not run.
    """

    made: DraftMade
    is_new: bool
    folder: Path
    given_to: tuple[str, ...]
    awaits_sign_off: bool
    assessment: Assessment | None = None


def publish_draft(
    workspace: Workspace,
    period: str,
    *,
    by: str,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    progress: Progress = be_silent,
) -> Frozen:
    """Freeze the current figures of a period as a draft, without making or changing a release.

    Implausible figures are reported but do not stop the draft, because regions are to find errors.

    Args:
        workspace: the workspace.
        period: code of the period.
        by: name of the person who makes the draft.
        clock: returns the current time.
        limits: batch size of the worker, and limits for parsing.
        lock_seconds: how long to wait for another process.
        progress: called with the progress of each step.

    Raises:
        UsageError: the programme has no such period.
        PublicationBlockedError: the tables contradict each other, which is a defect.
        LockedError: another process held the warehouse lock for longer than `lock_seconds`.
    """
    journal = Journal(workspace.journal)
    programmes = ArchivedProgrammes(journal, Blobs(workspace.blobs))
    asked_period(programmes.latest(), period)
    assessment: Assessment | None = None
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        keep_editorial(workspace, programmes.latest(), period, clock=clock)
        as_of, releases = bring_up(workspace, clock, limits, progress)
        programme = programmes.in_force_at(as_of)
        made = last_draft(journal.read_back(), period)
        if made is None or not _stands(workspace, journal, made):
            figures, assessment = _freeze(
                workspace, programme, period, releases, as_of, clock=clock
            )
            draft = DraftMade(at=clock(), period=period, as_of=as_of, figures=figures, by=by)
            made = journal.append(draft)
            fault_point("draft")
            bring_up(workspace, clock, limits, progress)
        given_to = give_pages(workspace, programme, period)
    return Frozen(
        made,
        is_new=assessment is not None,
        folder=workspace.drafts / period,
        given_to=given_to,
        awaits_sign_off=programme.publication.sign_off,
        assessment=assessment,
    )


def last_draft(events_back: Iterator[Event], period: str) -> DraftMade | None:
    """Return the last draft of a period, given the events from last to first; None without one."""
    drafts = (event for event in events_back if isinstance(event, DraftMade))
    return next((event for event in drafts if event.period == period), None)


def _stands(workspace: Workspace, journal: Journal, made: DraftMade) -> bool:
    """Return whether a draft exists and no later event could have changed its contents."""
    folder = folder_of(workspace.drafts, Draft(made.period, made.as_of))
    return is_made_like_this(folder) and all(
        event.type in WITHOUT_FIGURES or isinstance(event, SignedOff)
        for event in journal.read(made.as_of)
    )


def _freeze(
    workspace: Workspace,
    programme: Programme,
    period: str,
    releases: Sequence[Release],
    as_of: int,
    *,
    clock: Callable[[], datetime],
) -> tuple[str, Assessment]:
    """Write a draft to its own folder; return the hash of its figures and the assessment."""
    with staging(
        workspace,
        programme,
        period,
        releases=releases,
        as_of=as_of,
        issued=clock().astimezone(programme.zone).date(),
        is_draft=True,
    ) as (staged, plan, revision):
        assessment = examine(staged, plan, programme)
        _refuse_defects(period, assessment)
        write_files(
            workspace, staged, plan, programme, revision, approved_on=assessment.approved_on
        )
        write_manifest(staged, plan)
        move_into_place(staged, folder_of(workspace.drafts, Draft(period, as_of)))
        return plan.figures, assessment


def _refuse_defects(period: str, found: Assessment) -> None:
    if found.defects:
        lines = [f"no draft of {period} is made: its tables do not agree with each other"]
        raise PublicationBlockedError("\n".join([*lines, *map(describe_failed, found.defects)]))
