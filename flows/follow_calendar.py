"""Flow that performs the tasks of the calendar: templates, reminders and publication."""

from datetime import date

from prefect import flow

from flows.artifacts import show_reminders
from flows.begin import open_flow_run, run_logs
from flows.events import notify_overdue
from flows.notify import notifying
from flows.publish_release import publish_release
from pow_pipeline.errors import PublicationBlockedError, WorkspaceError
from pow_pipeline.jobs.calendar.record_done import record_done
from pow_pipeline.jobs.calendar.run_calendar import run_calendar
from pow_pipeline.jobs.engine.run import Run


@flow(name="follow-calendar")
@run_logs()
def follow_calendar(*, home: str = "") -> str | None:
    """Perform the tasks of the calendar that are due; repeating it changes nothing.

    Return the release that was made, if one was due. One that is stopped is tried again the next
    day, until it is released.

    Args:
        home: the workspace; empty: that of the worker.
    """
    run = open_flow_run(home)
    with notifying(run):
        calendar = run_calendar(run)
        show_reminders(calendar.reminded)
    for overdue in calendar.overdue:
        if not overdue.is_notified and notify_overdue(run, overdue):
            record_done(run, overdue.period, "overdue", day=overdue.deadline)
    release = _publish(run, calendar.publication, calendar.day) if calendar.publication else None
    if calendar.problems:
        raise WorkspaceError("; ".join(calendar.problems))
    return release


def _publish(run: Run, period: str, day: date) -> str | None:
    """Publish the period that is due; if that is stopped, the next attempt is a day later."""
    try:
        release = publish_release(period, home=str(run.workspace.home))
    except PublicationBlockedError:
        record_done(run, period, "publication", day=day)
        raise
    record_done(run, period, "published", day=day)
    return release
