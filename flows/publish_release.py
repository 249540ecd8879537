"""Flow that publishes the figures of a period."""

from datetime import datetime
from typing import Any

from prefect import Task, flow, get_run_logger, task
from prefect.client.schemas.objects import State, TaskRun

from flows.artifacts import show_blocked, show_figures
from flows.begin import has_completed_before, run_logs, without_words
from flows.events import notify_blocked
from flows.notify import notifying
from pow_pipeline.cli.inspect.table import figures_as_markdown
from pow_pipeline.errors import LockedError, PublicationBlockedError
from pow_pipeline.jobs.engine.progress import log_progress
from pow_pipeline.jobs.inspect.status import status
from pow_pipeline.jobs.publish.plausibility import describe_failed
from pow_pipeline.jobs.publish.publish import Published, publish
from pow_pipeline.settings import read_settings
from pow_pipeline.workspace import open_workspace


@flow(name="publish-release", validate_parameters=False)
@run_logs()
def publish_release(
    period: str,
    home: str = "",
    now: datetime | None = None,
    embargo: str | None = None,
) -> str | None:
    """Publish a period as it stands; the same figures are never published twice in a row.

    A run that completed before and is retried publishes nothing. What became current is uploaded
    where the settings want it, and told by an event; so is that the figures were stopped.

    Args:
        period: the period to publish, such as 2021-H1.
        home: the workspace; empty: that of the worker, POW_HOME.
        now: a moment to take for the present, to rehearse another day.
        embargo: the moment before which it is not current, in the programme's time zone.
    """
    if has_completed_before():
        return None
    settings = read_settings(now)
    workspace = open_workspace(settings.workspace(home))
    with notifying(workspace, settings):
        try:
            published = publish_period(period, home, now, embargo)
        except PublicationBlockedError as error:
            show_blocked(str(error), period=period)
            notify_blocked(workspace, period)
            raise
    found = status(workspace, period, now=settings.clock())
    table = figures_as_markdown(found.overview["figures"], found.programme)
    show_figures(table, workspace, settings, period=period, folder=published.folder)
    return published.release.name if published.release else None


def _was_locked(_task: Task[..., Any], _run: TaskRun, state: State) -> bool:
    """Return whether a task failed only because another process held the lock for too long."""
    return isinstance(state.result(raise_on_failure=False), LockedError)


@task(name="publish", retries=5, retry_delay_seconds=60, retry_condition_fn=_was_locked)
@without_words()
def publish_period(period: str, home: str, now: datetime | None, embargo: str | None) -> Published:
    """Run the publish job. Starting the run confirms a revision, so nothing is asked here."""
    settings, logger = read_settings(now), get_run_logger()
    published = publish(
        open_workspace(settings.workspace(home)),
        period,
        clock=settings.clock,
        limits=settings.limits(),
        lock_seconds=settings.lock_seconds,
        confirm_revision=lambda _: True,
        embargo=embargo,
        progress=log_progress(logger),
    )
    for result in published.assessment.warnings if published.assessment else ():
        logger.warning(describe_failed(result))
    return published
