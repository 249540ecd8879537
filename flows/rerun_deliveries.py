"""Flow that validates deliveries again with the current rules."""

from prefect import flow, get_run_logger, task

from flows.artifacts import show_changes
from flows.begin import has_completed_before, run_logs, without_words
from flows.notify import notifying
from pow_pipeline.jobs.engine.progress import log_progress
from pow_pipeline.jobs.rerun.rerun import Revalidated, rerun
from pow_pipeline.settings import read_settings
from pow_pipeline.workspace import open_workspace


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
    """Validate deliveries again with today's rules and the programme in force.

    Return how many are validated differently. Running it again changes nothing.

    Args:
        by: who wants it; it is kept in the record.
        why: the reason; it is kept in the record.
        period: the period, such as 2021-H1; empty: whatever failed, of any period.
        regions: only what these regions sent, such as AM12; none: all.
        is_recorded: let it count; else it is only shown what would change.
        home: the workspace; empty: that of the worker.
    """
    if has_completed_before():
        return 0
    settings = read_settings()
    workspace = open_workspace(settings.workspace(home))
    with notifying(workspace, settings):
        again = revalidate(by, why, period, regions or [], home=home, is_recorded=is_recorded)
        show_changes(again, workspace, settings)
    logger = get_run_logger()
    for change in again.changes:
        logger.info("%s: %s → %s", change.delivery, change.before, change.after)
    if again.changes and not again.is_recorded:
        logger.warning("nothing is recorded; start it with is_recorded to let it count")
    return len(again.changes)


@task(name="rerun", retries=0)
@without_words()
def revalidate(
    by: str, why: str, period: str, regions: list[str], *, home: str, is_recorded: bool
) -> Revalidated:
    """Run the rerun job."""
    settings = read_settings()
    return rerun(
        open_workspace(settings.workspace(home)),
        period=period or None,
        regions=regions,
        by=by,
        why=why,
        clock=settings.clock,
        limits=settings.limits(),
        lock_seconds=settings.lock_seconds,
        confirm=lambda _: is_recorded,
        progress=log_progress(get_run_logger()),
    )
