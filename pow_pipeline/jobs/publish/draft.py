"""Drafts: figures frozen before a release, so that each region can check its own page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.draft_pages import give_pages
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import CHECK, RENDER, VERIFY
from pow_pipeline.jobs.publish.editorial import keep_editorial
from pow_pipeline.jobs.publish.plausibility import describe_failed, examine
from pow_pipeline.jobs.publish.render import start_rendering, write_files
from pow_pipeline.jobs.publish.staging import State, staging, state_now
from pow_pipeline.model.releases import Draft
from pow_pipeline.publication.assessment import Assessment
from pow_pipeline.publication.files.drafts import folder_of
from pow_pipeline.publication.files.release import (
    is_made_by_this_version,
    move_into_place,
    write_manifest,
)
from pow_pipeline.record.decisions import SignedOff
from pow_pipeline.record.events import WITHOUT_FIGURES, DraftMade, Event


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


def publish_draft(run: Run, period: str, *, by: str) -> Frozen:
    """Freeze the current figures of a period as a draft, without making or changing a release.

    Implausible figures are reported but do not stop the draft, because regions are to find errors.

    Args:
        run: the run.
        period: code of the period.
        by: name of the person who makes the draft.

    Raises:
        UsageError: the programme has no such period.
        PublicationBlockedError: the tables contradict each other, which is a defect.
        LockedError: another process held the warehouse lock for too long.
    """
    require_period(run.programme(), period)
    assessment: Assessment | None = None
    with hold_warehouse(run):
        keep_editorial(run, period)
        state = replace(state_now(run, period), is_draft=True)
        made = last_draft(run.journal.read_back(), period)
        if made is None or not _is_in_force(run, made):
            figures, assessment = _freeze(run, state)
            draft = DraftMade(
                at=run.clock(), period=period, as_of=state.as_of, figures=figures, by=by
            )
            made = run.journal.append(draft)
            fault_point("draft")
            bring_up(run)
        given_to = give_pages(run.workspace, state.programme, period)
    return Frozen(
        made,
        is_new=assessment is not None,
        folder=run.workspace.drafts / period,
        given_to=given_to,
        awaits_sign_off=state.programme.publication.sign_off,
        assessment=assessment,
    )


def last_draft(events_back: Iterator[Event], period: str) -> DraftMade | None:
    """Return the last draft of a period, given the events from last to first; None without one."""
    drafts = (event for event in events_back if isinstance(event, DraftMade))
    return next((event for event in drafts if event.period == period), None)


def _is_in_force(run: Run, made: DraftMade) -> bool:
    """Return whether a draft exists and no later event could have changed its contents."""
    folder = folder_of(run.workspace.drafts, Draft(made.period, made.as_of))
    return is_made_by_this_version(folder) and all(
        event.type in WITHOUT_FIGURES or isinstance(event, SignedOff)
        for event in run.journal.read(made.as_of)
    )


def _freeze(run: Run, state: State) -> tuple[str, Assessment]:
    """Write a draft to its own folder; return the hash of its figures and the assessment."""
    programme = state.programme
    with staging(run, state) as (staged, plan, revision):
        with start_rendering(staged, plan, programme) as started:
            assessment = run.stage(CHECK, lambda: examine(staged, plan, programme))
            _refuse_defects(state.period, assessment)
            approved_on = assessment.approved_on
            run.stage(
                RENDER,
                lambda: write_files(
                    run, staged, plan, programme, revision, started=started, approved_on=approved_on
                ),
            )
        run.stage(VERIFY, lambda: write_manifest(staged, plan))
        move_into_place(staged, folder_of(run.workspace.drafts, Draft(state.period, state.as_of)))
        return plan.figures, assessment


def _refuse_defects(period: str, found: Assessment) -> None:
    if found.defects:
        lines = [f"no draft of {period} is made: its tables do not agree with each other"]
        raise PublicationBlockedError("\n".join([*lines, *map(describe_failed, found.defects)]))
