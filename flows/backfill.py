"""Flow that validates a range of periods again, and publishes the periods that change."""

from prefect import flow, get_run_logger

from flows.artifacts import show_backfill
from flows.begin import has_completed_before, open_flow_run, run_logs
from flows.notify import notifying
from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.jobs.rerun.backfill import backfill


@flow(name="backfill-periods")
@run_logs()
def backfill_periods(
    *, first: str, last: str, by: str, why: str, is_recorded: bool = False, home: str = ""
) -> list[str]:
    """Validate all periods of a range again, and publish those whose published figures change.

    Return the releases that were made. Running it again changes nothing.

    Args:
        first: the first period, such as 2020-H1.
        last: the last period, such as 2021-H1.
        by: person who requests it; stored in the record.
        why: the reason; stored in the record.
        is_recorded: record and publish the changes; otherwise they are only shown.
        home: the workspace; empty: that of the worker.
    """
    if has_completed_before():
        return []
    run = open_flow_run(home)
    with notifying(run):
        done = backfill(run, first, last, by=by, why=why, confirm=lambda _: is_recorded)
    if any(plan.is_anything for plan in done.planned) and not is_recorded:
        get_run_logger().warning(
            "nothing was recorded; to record the changes, run again with is_recorded = true"
        )
    show_backfill(done)
    if done.stopped:
        raise PublicationBlockedError("\n".join(reason for _, reason in done.stopped))
    return list(done.published)
