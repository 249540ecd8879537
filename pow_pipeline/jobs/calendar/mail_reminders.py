"""Mails recorded reminders to the regions, at least once each, unless they no longer apply."""

from collections.abc import Mapping, Sequence

from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.reminders.contacts import Contacts, read_contacts
from pow_pipeline.feedback.reminders.mail import Mail, MailError, send_mails
from pow_pipeline.feedback.reminders.reminder import reminder_name
from pow_pipeline.jobs.calendar.due import is_lapsed
from pow_pipeline.jobs.calendar.remind import messages_of
from pow_pipeline.jobs.calendar.state import CalendarState
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.reminders import Reminded, RemindersMailed
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme


def mail_unsent_reminders(run: Run, calendar: CalendarState) -> tuple[int, list[str]]:
    """Mail the recorded reminders that were not mailed yet; do nothing without a mail server.

    Args:
        run: the run; its workspace has the addresses, its settings the mail server and the sender.
        calendar: the current state of the calendar.

    Returns:
        The number of mails that the server accepted, and messages about problems. The problems
        include all invalid lines of the contacts file.

    Raises:
        WorkspaceError: the contacts cannot be read.
        UsageError: there are mails to send, and the settings have no sender.
    """
    contacts = contacts_of(run.workspace, calendar.programme)
    addresses = contacts.addresses
    mailed, problems = 0, list(contacts.problems)
    if not run.settings.smtp_host:
        return 0, problems
    for reminded, regions in unsent_mails(calendar):
        mails = _mails(run, reminded, regions & addresses.keys(), addresses)
        accepted, refused = _send(run, reminded, mails)
        mailed += accepted
        problems += refused
    return mailed, problems


def contacts_of(workspace: Workspace, programme: Programme) -> Contacts:
    """Return the contacts of a workspace, see `read_contacts`.

    Raises:
        WorkspaceError: the contacts cannot be read.
    """
    return read_contacts(workspace.contacts, [region.code for region in programme.regions])


def unsent_mails(calendar: CalendarState) -> list[tuple[Reminded, set[str]]]:
    """Return the reminders to be mailed, each with its regions.

    For each region and period, this is the last reminder. It is left out if it was mailed, if it
    is too late, or if the region needs no reminder any more.
    """
    mailed = {
        (event.reminded, region)
        for event in calendar.events
        if isinstance(event, RemindersMailed)
        for region in event.regions
    }
    owing = {
        (code, state.region)
        for code, region_states in calendar.region_states.items()
        for state in region_states
        if state.needs_reminder
    }
    last: dict[tuple[str, str], Reminded] = {}
    for event in calendar.events:
        if isinstance(event, Reminded):
            last |= {(event.period, region): event for region in event.regions}
    unsent: dict[int, tuple[Reminded, set[str]]] = {}
    for (code, region), event in last.items():
        period = calendar.programme.period(code)
        is_past = period is None or is_lapsed(period, event, calendar.today)
        if not is_past and (code, region) in owing and (event.number, region) not in mailed:
            unsent.setdefault(event.number, (event, set()))[1].add(region)
    return [unsent[number] for number in sorted(unsent)]


def _mails(
    run: Run,
    reminded: Reminded,
    regions: set[str],
    addresses: Mapping[str, tuple[str, ...]],
) -> list[Mail]:
    record = run.journal.hash_of(1)[:16]
    return [
        Mail(
            region,
            addresses[region],
            message,
            key=f"{reminder_name(reminded)}.{region}@{record}.pow-pipeline".lower(),
            at=reminded.at,
        )
        for region, message in messages_of(run, reminded)
        if region in regions
    ]


def _send(run: Run, reminded: Reminded, mails: Sequence[Mail]) -> tuple[int, list[str]]:
    """Send mails and record those that the server accepted, even if the connection is lost."""
    accepted: list[str] = []
    problems: list[str] = []
    if not mails:
        return 0, []
    try:
        for mail, refusal in send_mails(run.settings, mails):
            if refusal:
                problems.append(f"the mail to {mail.region} was refused: {refusal}")
            else:
                accepted.append(mail.region)
                fault_point("reminders_posted")
    except MailError as error:
        problems.append(
            f"{run.settings.smtp_host}: {error}; the remaining mails are sent in the next run"
        )
    if accepted:
        event = RemindersMailed(at=run.clock(), reminded=reminded.number, regions=tuple(accepted))
        run.journal.append(event)
        fault_point("reminders_mailed")
    return len(accepted), problems
