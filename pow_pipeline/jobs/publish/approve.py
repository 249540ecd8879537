"""Approving a publication that was stopped: bound to exactly what its operator could see."""

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
    """Let the figures through that the last attempt to publish a period was stopped with.

    Raises:
        UsageError: nothing was stopped, or not what would be published now, or by an error of ours.
        LockedError: another process did not finish in time.
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


def _taken_before(events: Sequence[Event], draft: Approved) -> Approved | None:
    """Return the approval of the same, if there is one."""
    bound = {"period", "figures", "found"}
    said = draft.model_dump(include=bound)
    approved = (event for event in events if isinstance(event, Approved))
    return next((each for each in approved if each.model_dump(include=bound) == said), None)
