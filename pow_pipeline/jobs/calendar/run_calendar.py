"""Performs the due tasks of the calendar. Repeated and concurrent runs have no further effect."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from filelock import FileLock, Timeout

from pow_pipeline.errors import UsageError, WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.calendar.mail_reminders import mail_unsent_reminders
from pow_pipeline.jobs.calendar.record_done import record_done
from pow_pipeline.jobs.calendar.remind import record_reminder, write_due_reminders
from pow_pipeline.jobs.calendar.state import CalendarState, Overdue, current_state
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import FORMS, MAIL, REMIND
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.jobs.setup.template import Source, make_all_templates
from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.record.reminders import Reminded


@dataclass(frozen=True)
class CalendarRun:
    """Result of a calendar run.

    Attributes:
        day: the current day in the time zone of the programme.
        results: one per delivery validated at the start of the run.
        forms: codes of the periods whose templates were put into the outboxes.
        reminded: reminders recorded in this run.
        mailed: number of mails accepted by the mail server.
        overdue: periods in which reports are overdue.
        publication: code of the period due for publication; None if no period is due.
        problems: messages about failed tasks, which are retried in the next run.
        left_to_another: whether another process is performing the tasks.
    """

    day: date = date.min
    results: tuple[ValidationResult, ...] = ()
    forms: tuple[str, ...] = ()
    reminded: tuple[Reminded, ...] = ()
    mailed: int = 0
    overdue: tuple[Overdue, ...] = ()
    publication: str | None = None
    problems: tuple[str, ...] = ()
    left_to_another: bool = False


def run_calendar(run: Run) -> CalendarRun:
    """Perform the due tasks: templates when a period opens, and reminders as files and by mail.

    Files in the inboxes are ingested first, so that no region is reminded of a report that it has
    sent. Overdue and publishable periods are only returned; the caller that acts on them records
    that with `record_done`.

    Raises:
        LockedError: another process kept the warehouse locked until the wait timed out.
    """
    try:
        with FileLock(run.workspace.lock("calendar.lock"), timeout=0):
            return _keep(run.at(run.clock()))  # all tasks are about one moment
    except Timeout:
        return CalendarRun(left_to_another=True)


def _keep(run: Run) -> CalendarRun:
    ingested = ingest(run)
    calendar = current_state(run)
    forms, not_made = run.stage(FORMS, partial(_put_forms, run, calendar))
    reminded, not_given = run.stage(REMIND, partial(_remind, run, calendar))
    calendar = current_state(run, earlier=calendar)
    mailed, not_mailed = run.stage(MAIL, partial(_mail, run, calendar))
    return CalendarRun(
        calendar.today,
        ingested.results,
        tuple(forms),
        tuple(reminded),
        mailed,
        calendar.overdue(),
        calendar.period_to_publish(),
        (*not_made, *not_given, *not_mailed),
    )


def _put_forms(run: Run, calendar: CalendarState) -> tuple[list[str], list[str]]:
    """Put the templates of opened periods into the outboxes.

    Returns:
        The codes of these periods, and messages about templates that could not be written.
    """
    put: list[str] = []
    failed: list[str] = []
    source = Source(calendar.programme, run.workspace)
    for period in calendar.periods_without_forms():
        try:
            make_all_templates(run, source, period=period, replace=False)
        except WorkspaceError as error:
            failed.append(str(error))
            continue
        fault_point("forms_made")
        record_done(run, period, "forms", day=calendar.today)
        put.append(period)
    return put, failed


def _remind(run: Run, calendar: CalendarState) -> tuple[list[Reminded], list[str]]:
    """Record the due reminders one event at a time, each based on the state before it.

    Returns:
        The recorded reminders, and messages about files of reminders that could not be written.
    """
    written: list[Reminded] = []
    while due := (calendar := current_state(run, earlier=calendar)).due_reminders():
        period, reminder = due[0]
        reminded = record_reminder(run, period, reminder, last=calendar.last)
        written += [reminded] if reminded else []
    return written, write_due_reminders(run)


def _mail(run: Run, calendar: CalendarState) -> tuple[int, list[str]]:
    """Mail the reminders due; errors in the mail settings or addresses are only reported."""
    try:
        return mail_unsent_reminders(run, calendar)
    except (UsageError, WorkspaceError) as error:
        return 0, [str(error)]
