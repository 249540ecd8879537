"""Flow that ingests the files that regions have sent."""

from datetime import datetime

from prefect import flow, get_run_logger

from flows.artifacts import show_outcomes
from flows.begin import open_flow_run, run_logs
from flows.notify import notifying
from pow_pipeline.intake.inbox import describe_ignored
from pow_pipeline.jobs.ingest.ingest import ingest


@flow(name="ingest-submissions", validate_parameters=False)
@run_logs()
def ingest_submissions(home: str = "", now: datetime | None = None) -> dict[str, int]:
    """Receive, validate and load the files in the inboxes; repeating it changes nothing.

    If another run is active, this one ends at once; the other one processes all pending files.

    Args:
        home: the workspace; empty: that of the worker, POW_HOME.
        now: a moment to take for the present, to rehearse another day.
    """
    run = open_flow_run(home, now)
    with notifying(run):
        ingested = ingest(run)
        if ingested.ignored:
            get_run_logger().info(describe_ignored(ingested.ignored))
        show_outcomes(run, ingested.results)
    return ingested.counts()
