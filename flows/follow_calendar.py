"""Flow that performs the tasks of the calendar: templates, reminders and publication."""

from prefect import flow, get_run_logger, task

from flows.artifacts import show_reminders
from flows.begin import run_logs, without_words
from flows.events import notify_overdue
from flows.notify import notifying
from flows.publish_release import publish_release
from pow_pipeline.errors import PublicationBlockedError, WorkspaceError
from pow_pipeline.jobs.calendar.keep import Kept, keep_calendar
from pow_pipeline.jobs.calendar.noting import note_done
from pow_pipeline.jobs.engine.progress import log_progress
from pow_pipeline.settings import Settings, read_settings
from pow_pipeline.workspace import Workspace, open_workspace


@flow(name="follow-calendar")
@run_logs()
def follow_calendar(*, home: str = "") -> str | None:
    """Do what the calendar asks for now; running it again changes nothing.

    Return the release that was made, if one was due. One that is stopped is tried again the next
    day, until it comes out.

    Args:
        home: the workspace; empty: that of the worker.
    """
    settings = read_settings()
    workspace = open_workspace(settings.workspace(home))
    with notifying(workspace, settings):
        kept = keep_the_calendar(home)
        show_reminders(kept.reminded)
    for overdue in kept.overdue:
        if not overdue.is_notified and notify_overdue(workspace, overdue):
            day = overdue.deadline
            note_done(workspace, overdue.period, "overdue", day=day, now=settings.clock())
    release = _publish(workspace, kept, settings) if kept.publication else None
    if kept.problems:
        raise WorkspaceError("; ".join(kept.problems))
    return release


@task(name="calendar", retries=0)
@without_words()
def keep_the_calendar(home: str) -> Kept:
    """Run the calendar job."""
    settings = read_settings()
    return keep_calendar(
        open_workspace(settings.workspace(home)),
        settings,
        progress=log_progress(get_run_logger()),
    )


def _publish(workspace: Workspace, kept: Kept, settings: Settings) -> str | None:
    """Publish the period that is due; if that is stopped, the next attempt is a day later."""
    period = kept.publication or ""
    try:
        release = publish_release(period, home=str(workspace.home))
    except PublicationBlockedError:
        note_done(workspace, period, "publication", day=kept.day, now=settings.clock())
        raise
    note_done(workspace, period, "published", day=kept.day, now=settings.clock())
    return release
