"""Flow that publishes the figures of a period."""

from datetime import datetime

from prefect import flow, get_run_logger

from flows.artifacts import show_blocked, show_figures
from flows.begin import has_completed_before, open_flow_run, run_logs
from flows.events import notify_blocked
from flows.notify import notifying
from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.inspect.figures_text import figures_as_markdown
from pow_pipeline.jobs.inspect.status import status
from pow_pipeline.jobs.publish.plausibility import describe_failed
from pow_pipeline.jobs.publish.publish import Published, publish


@flow(name="publish-release", validate_parameters=False)
@run_logs()
def publish_release(
    period: str,
    home: str = "",
    now: datetime | None = None,
    embargo: str | None = None,
) -> str | None:
    """Publish the current figures of a period, unless the last release already shows them.

    If Prefect retries a run that had already completed, nothing is published. A new release is
    uploaded if configured. Events report new releases and stopped figures.

    Args:
        period: the period to publish, such as 2021-H1.
        home: the workspace; empty: that of the worker, POW_HOME.
        now: a moment to take for the present, to rehearse another day.
        embargo: the moment before which it is not current, in the programme's time zone.
    """
    if has_completed_before():
        return None
    run = open_flow_run(home, now)
    with notifying(run):
        published = _publish(run, period, embargo)
    state = status(run, period)
    table = figures_as_markdown(state.overview["figures"], state.programme)
    show_figures(run, table, period=period, folder=published.folder)
    return published.release.name if published.release else None


def _publish(run: Run, period: str, embargo: str | None) -> Published:
    """Publish a period. Starting the flow run confirms a revision, so nothing is asked here."""
    try:
        published = publish(run, period, confirm_revision=lambda _: True, embargo=embargo)
    except PublicationBlockedError as error:
        show_blocked(str(error), period=period)
        notify_blocked(run, period)
        raise
    for result in published.assessment.warnings if published.assessment else ():
        get_run_logger().warning(describe_failed(result))
    return published
