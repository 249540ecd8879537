"""Rerun: judging again, from the record, with today's rules and the programme in force now."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pow_pipeline.errors import LockedError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.decide.decide import refuse_no_reason
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.require import asked_period, asked_region
from pow_pipeline.jobs.engine.worker import Worker, start_worker
from pow_pipeline.jobs.rerun.difference import (
    Change,
    find_change,
    join_judgements,
    keep_changed,
    opinions_of,
    opinions_that_count,
)
from pow_pipeline.jobs.rerun.revalidate import judge_again
from pow_pipeline.limits import WorkLimits
from pow_pipeline.logs import run_of
from pow_pipeline.record.events import Rerun
from pow_pipeline.warehouse.lookups.judged import JudgedDelivery, judged_about, judged_in_vain
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class JudgedAgain:
    """What a rerun came to.

    Attributes:
        deliveries: how many deliveries were judged again.
        changes: those that are judged differently now.
        is_recorded: whether that counts from now on.
    """

    deliveries: int
    changes: tuple[Change, ...]
    is_recorded: bool


@run_of("rerun")
def rerun(
    workspace: Workspace,
    *,
    period: str | None,
    regions: Collection[str],
    by: str,
    why: str,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    confirm: Callable[[Sequence[Change]], bool],
    progress: Progress = be_silent,
) -> JudgedAgain:
    """Judge again what is about a period, or whatever failed; record what comes out differently.

    Args:
        workspace: where.
        period: the period; None for what our own code failed on or gave up reading, of any period.
        regions: only what these regions sent; all when empty.
        by: who wants it.
        why: the reason.
        clock: the present moment.
        limits: how much is worked off at once.
        lock_seconds: how long to wait for another process.
        confirm: asked with what would change, if anything would.
        progress: told how far it is.

    Raises:
        UsageError: the programme has no such period or region.
        LockedError: another process did not finish in time, or erased something in between.
    """
    refuse_no_reason(why)
    with (
        hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits),
        start_worker(workspace, clock=clock, limits=limits, progress=progress) as worker,
    ):
        worker.work_off()
        meant = _meant(worker, period, regions)
        changes, is_recorded = _judge_again(worker, meant, Rerun(by=by, why=why), confirm)
    return JudgedAgain(len(meant), tuple(changes), is_recorded)


def _meant(worker: Worker, period: str | None, regions: Collection[str]) -> list[JudgedDelivery]:
    programme = worker.programmes.latest()
    for region in regions:
        asked_region(programme, region)
    if period is None:
        failed = judged_in_vain(worker.connection)
        return [each for each in failed if not regions or each.delivery.sender in regions]
    return judged_about(worker.connection, asked_period(programme, period).code, regions)


def _judge_again(
    worker: Worker,
    meant: Sequence[JudgedDelivery],
    rerun_of: Rerun,
    confirm: Callable[[Sequence[Change]], bool],
) -> tuple[list[Change], bool]:
    """Return what changes, and whether that has been recorded."""
    if not meant:
        return [], False
    programme = worker.programmes.latest_event()
    deliveries = [each.delivery for each in meant]
    judgement = join_judgements(judge_again(worker, deliveries, programme=programme))
    before = opinions_that_count(worker.journal, worker.blobs, meant)
    after = opinions_of(judgement)
    found = (find_change(each, before[each.delivery], after[each.delivery]) for each in deliveries)
    changes = [change for change in found if change]
    if not changes or not confirm(changes):
        return changes, False
    if not worker.record(programme, keep_changed(judgement, changes), rerun=rerun_of):
        raise LockedError("something was erased in the meantime; run the command again")
    fault_point("rerun")
    worker.work_off()
    return changes, True
