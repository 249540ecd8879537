"""Flow that validates deliveries again with the current rules."""

from prefect import flow, get_run_logger

from flows.artifacts import show_changes
from flows.begin import has_completed_before, open_flow_run, run_logs
from flows.notify import notifying
from pow_pipeline.jobs.rerun.rerun import rerun


@flow(name="rerun-deliveries")
@run_logs()
def rerun_deliveries(
    *,
    by: str,
    why: str,
    period: str = "",
    regions: list[str] | None = None,
    is_recorded: bool = False,
    home: str = "",
) -> int:
    """Validate deliveries again with the current rules and programme.

    Return how many are validated differently. Running it again changes nothing.

    Args:
        by: person who requests it; stored in the record.
        why: the reason; stored in the record.
        period: the period, such as 2021-H1; empty: failed deliveries of any period.
        regions: only what these regions sent, such as AM12; none: all.
        is_recorded: record the changes; otherwise they are only shown.
        home: the workspace; empty: that of the worker.
    """
    if has_completed_before():
        return 0
    run = open_flow_run(home)
    with notifying(run):
        again = rerun(
            run,
            period=period or None,
            regions=regions or [],
            by=by,
            why=why,
            confirm=lambda _: is_recorded,
        )
        show_changes(run, again)
    logger = get_run_logger()
    for change in again.changes:
        logger.info("%s: %s → %s", change.delivery, change.before, change.after)
    if again.changes and not again.is_recorded:
        logger.warning("nothing is recorded; start it with is_recorded to let it count")
    return len(again.changes)
