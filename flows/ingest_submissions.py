"""Flow that ingests the files that regions have sent."""

from datetime import datetime

from prefect import flow, get_run_logger, task

from flows.artifacts import show_outcomes
from flows.begin import run_logs, without_words
from flows.notify import notifying
from pow_pipeline.intake.inbox import describe_ignored
from pow_pipeline.jobs.engine.progress import log_progress
from pow_pipeline.jobs.ingest.ingest import Ingested, ingest
from pow_pipeline.settings import read_settings
from pow_pipeline.workspace import open_workspace


@flow(name="ingest-submissions", validate_parameters=False)
@run_logs()
def ingest_submissions(home: str = "", now: datetime | None = None) -> dict[str, int]:
    """Receive, validate and load what lies in the inboxes; running it again changes nothing.

    A run that finds another one at work ends at once: that one goes on until nothing is pending.

    Args:
        home: the workspace; empty: that of the worker, POW_HOME.
        now: a moment to take for the present, to rehearse another day.
    """
    settings = read_settings(now)
    workspace = open_workspace(settings.workspace(home))
    with notifying(workspace, settings):
        ingested = ingest_inbox(home, now)
        if ingested.ignored:
            get_run_logger().info(describe_ignored(ingested.ignored))
        show_outcomes(ingested.results, workspace, settings)
    return ingested.counts()


@task(name="ingest", retries=3, retry_delay_seconds=10)
@without_words()
def ingest_inbox(home: str, now: datetime | None) -> Ingested:
    """Run the ingest job."""
    settings = read_settings(now)
    return ingest(
        open_workspace(settings.workspace(home)),
        clock=settings.clock,
        limits=settings.limits(),
        stable_seconds=settings.stable_seconds,
        progress=log_progress(get_run_logger()),
    )
