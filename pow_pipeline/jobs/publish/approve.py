"""Approves a stopped publication; the approval holds only for the figures the operator saw."""

from collections.abc import Sequence

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.publish.plausibility import Stopped, last_stopped
from pow_pipeline.jobs.publish.staging import staging, state_now
from pow_pipeline.record.decisions import Approved
from pow_pipeline.record.events import Event
from pow_pipeline.workspace import Workspace


def approve(run: Run, period: str, *, by: str, why: str) -> tuple[Approved, bool]:
    """Approve the figures of the last stopped attempt to publish a period.

    Raises:
        UsageError: no publication of the period was stopped, the figures have changed since, or
            the attempt was stopped by a defect in this program.
        LockedError: another process held the warehouse lock for too long.
    """
    refuse_no_reason(why)
    require_period(run.programme(), period)
    stopped = _require_stopped(run.workspace, period)
    if _figures_now(run, period) != stopped.figures:
        message = (
            f"the figures of {period} are no longer those that were stopped; see how they stand: "
            f"pow publish {period}"
        )
        raise UsageError(message)
    draft = Approved(
        at=run.clock(),
        by=by,
        why=why,
        period=period,
        figures=stopped.figures,
        found=stopped.found,
        checks=stopped.checks,
    )
    request = Request(Approved, by, why, (period, draft.figures, draft.found))
    return decide(run, request, lambda events: _taken_before(events, draft) or draft)


def _require_stopped(workspace: Workspace, period: str) -> Stopped:
    stopped = last_stopped(workspace, period)
    if stopped is None:
        raise UsageError(f"no publication of {period} is stopped; try it: pow publish {period}")
    if stopped.defects:
        names = "; ".join(stopped.defects)
        raise UsageError(f"{period} is stopped by a bug, which cannot be approved: {names}")
    return stopped


def _figures_now(run: Run, period: str) -> str:
    """Return the hash of the figures that a publication would show now.

    Raises:
        LockedError: another process held the warehouse lock for too long.
    """
    with hold_warehouse(run), staging(run, state_now(run, period)) as (_, plan, _):
        return plan.figures


def _taken_before(events: Sequence[Event], draft: Approved) -> Approved | None:
    """Return an earlier approval of the same figures and findings; None if there is none."""
    bound = {"period", "figures", "found"}
    wanted = draft.model_dump(include=bound)
    approvals = (event for event in events if isinstance(event, Approved))
    return next((event for event in approvals if event.model_dump(include=bound) == wanted), None)
