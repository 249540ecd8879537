"""Approves a stopped publication; the approval holds only for the figures the operator saw."""

from collections.abc import Callable, Sequence
from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.progress import be_silent
from pow_pipeline.jobs.engine.reconcile import bring_up
from pow_pipeline.jobs.engine.require import asked_period
from pow_pipeline.jobs.publish.make_release import staging
from pow_pipeline.jobs.publish.plausibility import Stopped, last_stopped
from pow_pipeline.limits import WorkLimits
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Approved
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.workspace import Workspace


def approve(
    workspace: Workspace,
    period: str,
    *,
    by: str,
    why: str,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    run: str = "",
) -> tuple[Approved, bool]:
    """Approve the figures of the last stopped attempt to publish a period.

    Raises:
        UsageError: no publication of the period was stopped, the figures have changed since, or
            the attempt was stopped by a defect in this program.
        LockedError: another process held the warehouse lock for longer than `lock_seconds`.
    """
    refuse_no_reason(why)
    programme = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs)).latest()
    asked_period(programme, period)
    stopped = _asked_stopped(workspace, period)
    figures = _figures_now(workspace, period, clock=clock, limits=limits, lock_seconds=lock_seconds)
    if figures != stopped.figures:
        message = (
            f"the figures of {period} are no longer those that were stopped; see how they stand: "
            f"pow publish {period}"
        )
        raise UsageError(message)
    draft = Approved(
        at=clock(),
        by=by,
        why=why,
        period=period,
        figures=stopped.figures,
        found=stopped.found,
        checks=stopped.checks,
    )
    request = Request(Approved, by, why, (period, draft.figures, draft.found), run=run)
    return decide(workspace, request, lambda events: _taken_before(events, draft) or draft)


def _asked_stopped(workspace: Workspace, period: str) -> Stopped:
    stopped = last_stopped(workspace, period)
    if stopped is None:
        raise UsageError(f"no publication of {period} is stopped; try it: pow publish {period}")
    if stopped.defects:
        names = "; ".join(stopped.defects)
        raise UsageError(f"{period} is stopped by an error of ours, never to be approved: {names}")
    return stopped


def _figures_now(
    workspace: Workspace,
    period: str,
    *,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
) -> str:
    """Return the hash of the figures that a publication would show now.

    Raises:
        LockedError: another process held the warehouse lock for longer than `lock_seconds`.
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


def _taken_before(events: Sequence[Event], draft: Approved) -> Approved | None:
    """Return an earlier approval of the same figures and findings; None if there is none."""
    bound = {"period", "figures", "found"}
    wanted = draft.model_dump(include=bound)
    approvals = (event for event in events if isinstance(event, Approved))
    return next((event for event in approvals if event.model_dump(include=bound) == wanted), None)
