"""Flow that validates a range of periods again, and publishes the periods that change."""

from prefect import flow, get_run_logger, task

from flows.artifacts import show_backfill
from flows.begin import has_completed_before, run_logs, without_words
from flows.notify import notifying
from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.jobs.engine.progress import log_progress
from pow_pipeline.jobs.rerun.backfill import Backfilled, backfill
from pow_pipeline.settings import read_settings
from pow_pipeline.workspace import open_workspace


@flow(name="backfill-periods")
@run_logs()
def backfill_periods(
    *, first: str, last: str, by: str, why: str, is_recorded: bool = False, home: str = ""
) -> list[str]:
    """Validate every period of a range again, and publish anew each that changes and was published.

    Return the releases that were made. Running it again changes nothing.

    Args:
        first: the first period, such as 2020-H1.
        last: the last period, such as 2021-H1.
        by: who wants it; it is kept in the record.
        why: the reason; it is kept in the record.
        is_recorded: let it count and publish it; else it is only shown what would change.
        home: the workspace; empty: that of the worker.
    """
    if has_completed_before():
        return []
    settings = read_settings()
    workspace = open_workspace(settings.workspace(home))
    with notifying(workspace, settings):
        done = backfill_range(first, last, by, why, home=home, is_recorded=is_recorded)
    show_backfill(done)
    if done.stopped:
        raise PublicationBlockedError("\n".join(reason for _, reason in done.stopped))
    return list(done.published)


@task(name="backfill", retries=0)
@without_words()
def backfill_range(
    first: str, last: str, by: str, why: str, *, home: str, is_recorded: bool
) -> Backfilled:
    """Run the backfill job."""
    settings, logger = read_settings(), get_run_logger()
    done = backfill(
        open_workspace(settings.workspace(home)),
        first,
        last,
        by=by,
        why=why,
        clock=settings.clock,
        limits=settings.limits(),
        lock_seconds=settings.lock_seconds,
        confirm=lambda _: is_recorded,
        progress=log_progress(logger),
    )
    if any(plan.is_anything for plan in done.planned) and not is_recorded:
        logger.warning("nothing is recorded; start it with is_recorded to let it count")
    return done
