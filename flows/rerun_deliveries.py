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

    Return the number of deliveries whose validation result changes. A repeated run changes nothing.

    Args:
        by: person who requests it; stored in the record.
        why: the reason; stored in the record.
        period: the period, such as 2021-H1; empty: failed deliveries of any period.
        regions: codes of the sending regions, such as AM12; empty: all regions.
        is_recorded: record the changes; otherwise they are only shown.
        home: path of the workspace; empty: the workspace of the worker.
    """
    if has_completed_before():
        return 0
    run = open_flow_run(home)
    with notifying(run):
        revalidation = rerun(
            run,
            period=period or None,
            regions=regions or [],
            by=by,
            why=why,
            confirm=lambda _: is_recorded,
        )
        show_changes(run, revalidation)
    logger = get_run_logger()
    for change in revalidation.changes:
        logger.info("%s: %s → %s", change.delivery, change.before, change.after)
    if revalidation.changes and not revalidation.is_recorded:
        logger.warning(
            "nothing was recorded; to record the changes, run again with is_recorded = true"
        )
    return len(revalidation.changes)
