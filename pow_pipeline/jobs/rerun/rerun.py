"""Validates recorded deliveries again, with the current rules and the programme in force."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from pow_pipeline.errors import LockedError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.decide.decide import refuse_no_reason
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.require import require_period, require_region
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import LOAD
from pow_pipeline.jobs.engine.worker import Worker, start_worker
from pow_pipeline.jobs.rerun.difference import (
    Change,
    find_change,
    join_batches,
    keep_changed,
    opinions_of,
    opinions_that_count,
)
from pow_pipeline.jobs.rerun.revalidate import revalidate
from pow_pipeline.logs import run_of
from pow_pipeline.model.findings import ValidatedBatch
from pow_pipeline.record.events import Rerun
from pow_pipeline.warehouse.lookups.validated import ValidatedDelivery, last_failed, validated_about


@dataclass(frozen=True)
class Revalidated:
    """Result of a rerun.

    Attributes:
        deliveries: number of deliveries validated again.
        changes: deliveries whose validation result differs.
        is_recorded: whether the new validation results were recorded.
    """

    deliveries: int
    changes: tuple[Change, ...]
    is_recorded: bool


@run_of("rerun")
def rerun(
    run: Run,
    *,
    period: str | None,
    regions: Collection[str],
    by: str,
    why: str,
    confirm: Callable[[Sequence[Change]], bool],
) -> Revalidated:
    """Validate the deliveries about a period, or all failed ones, again; record what changes.

    Args:
        run: the run.
        period: code of the period; None for the deliveries of any period on which this program
            failed or whose parsing it gave up.
        regions: codes of the regions to include; all if empty.
        by: name of the person who requests it.
        why: the reason.
        confirm: called with the changes if there are any; returns whether to record them.

    Raises:
        UsageError: the programme has no such period or region, or the reason is missing.
        LockedError: another process held the warehouse lock for too long, or
            erased data in the meantime.
    """
    refuse_no_reason(why)
    with hold_warehouse(run), start_worker(run) as worker:
        worker.catch_up()
        selected = _meant(worker, period, regions)
        changes, is_recorded = _revalidate(worker, selected, Rerun(by=by, why=why), confirm)
    return Revalidated(len(selected), tuple(changes), is_recorded)


def _meant(worker: Worker, period: str | None, regions: Collection[str]) -> list[ValidatedDelivery]:
    programme = worker.run.programme()
    for region in regions:
        require_region(programme, region)
    if period is None:
        failed = last_failed(worker.connection)
        return [
            validated for validated in failed if not regions or validated.delivery.sender in regions
        ]
    return validated_about(worker.connection, require_period(programme, period).code, regions)


def _revalidate(
    worker: Worker,
    selected: Sequence[ValidatedDelivery],
    rerun_of: Rerun,
    confirm: Callable[[Sequence[Change]], bool],
) -> tuple[list[Change], bool]:
    """Return the changes, and whether they were recorded."""
    if not selected:
        return [], False
    run = worker.run
    programme = run.programmes.latest_event()
    deliveries = [validated.delivery for validated in selected]
    batch = join_batches(revalidate(worker, deliveries, programme=programme))
    before = opinions_that_count(run.journal, run.blobs, selected)
    after = opinions_of(batch)
    compared = (
        find_change(delivery, before[delivery.delivery], after[delivery.delivery])
        for delivery in deliveries
    )
    changes = [change for change in compared if change]
    if not changes or not confirm(changes):
        return changes, False
    changed = keep_changed(batch, changes)
    run.stage(LOAD, lambda: _load(worker, programme, changed, rerun_of), deliveries=len(changes))
    worker.catch_up()
    return changes, True


def _load(worker: Worker, programme: int, batch: ValidatedBatch, rerun_of: Rerun) -> None:
    """Record the changed results and apply them."""
    if not worker.record(programme, batch, rerun=rerun_of):
        raise LockedError("something was erased in the meantime; run the command again")
    fault_point("rerun")
    worker.updater.catch_up()
