"""Keeping the calendar: what is due is done; doing so again, or twice at once, changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from filelock import FileLock, Timeout

from pow_pipeline.errors import UsageError, WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.calendar.mailing import mail_owed_reminders
from pow_pipeline.jobs.calendar.noting import note_done
from pow_pipeline.jobs.calendar.remind import give_owed_reminders, record_reminding
from pow_pipeline.jobs.calendar.seeing import Overdue, Seen, look
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.jobs.setup.template import Source, make_all_templates
from pow_pipeline.model import Verdict
from pow_pipeline.record.reminders import Reminded
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Kept:
    """What keeping the calendar came to.

    Attributes:
        day: the day that it was in the time zone of the programme.
        verdicts: on what was taken in first.
        forms: the periods whose forms were put into the outboxes.
        reminded: the reminders that were written now.
        mailed: how many mails were taken by the mail server.
        overdue: the periods that are overdue.
        publication: the period that is to come out today, or should have.
        problems: what could not be done; it is tried again the next time.
        left_to_another: another process is at it.
    """

    day: date = date.min
    verdicts: tuple[Verdict, ...] = ()
    forms: tuple[str, ...] = ()
    reminded: tuple[Reminded, ...] = ()
    mailed: int = 0
    overdue: tuple[Overdue, ...] = ()
    publication: str | None = None
    problems: tuple[str, ...] = ()
    left_to_another: bool = False


def keep_calendar(
    workspace: Workspace, settings: Settings, *, progress: Progress = be_silent
) -> Kept:
    """Do what is due: forms when a period opens, reminders on their days, in files and by mail.

    What lies in the inboxes is taken in first, so that nobody is reminded of what was sent. That a
    period is overdue or to be published is only said; who acts on it notes that, see `note_done`.

    Raises:
        LockedError: the warehouse was in use for longer than we wait.
    """
    try:
        with FileLock(workspace.lock("calendar.lock"), timeout=0):
            return _keep(workspace, settings, settings.clock(), progress)
    except Timeout:
        return Kept(left_to_another=True)


def _keep(workspace: Workspace, settings: Settings, now: datetime, progress: Progress) -> Kept:
    ingested = ingest(
        workspace,
        clock=lambda: now,
        limits=settings.limits(),
        settle_seconds=settings.settle_seconds,
        progress=progress,
    )
    seen = look(workspace, settings, now=now)
    forms, not_made = _put_forms(workspace, seen, progress)
    reminded, seen = _remind(workspace, settings, seen)
    not_given = give_owed_reminders(workspace, now=now)
    seen = look(workspace, settings, now=now, seen=seen)
    mailed, not_mailed = _mail(workspace, settings, seen)
    return Kept(
        seen.today,
        ingested.verdicts,
        tuple(forms),
        tuple(reminded),
        mailed,
        seen.overdue(),
        seen.publication(),
        (*not_made, *not_given, *not_mailed),
    )


def _put_forms(workspace: Workspace, seen: Seen, progress: Progress) -> tuple[list[str], list[str]]:
    """Put the forms of periods that have opened into the outboxes.

    Return these periods, and what could not be written.
    """
    put: list[str] = []
    failed: list[str] = []
    source = Source(seen.programme, workspace)
    for period in seen.without_forms():
        try:
            make_all_templates(
                source, period=period, replace=False, now=seen.now, progress=progress
            )
        except WorkspaceError as error:
            failed.append(str(error))
            continue
        fault_point("forms_made")
        note_done(workspace, period, "forms", day=seen.today, now=seen.now)
        put.append(period)
    return put, failed


def _remind(workspace: Workspace, settings: Settings, seen: Seen) -> tuple[list[Reminded], Seen]:
    """Write whom to remind, one event after the other, each by how all stood before it."""
    written: list[Reminded] = []
    while True:
        seen = look(workspace, settings, now=seen.now, seen=seen)
        due = seen.remindings()
        if not due:
            return written, seen
        period, reminding = due[0]
        reminded = record_reminding(workspace, period, reminding, last=seen.last, now=seen.now)
        written += [reminded] if reminded else []


def _mail(workspace: Workspace, settings: Settings, seen: Seen) -> tuple[int, list[str]]:
    """Mail what is owed; a slip in the settings or addresses for that holds up nothing else."""
    try:
        return mail_owed_reminders(workspace, seen, settings)
    except (UsageError, WorkspaceError) as error:
        return 0, [str(error)]
