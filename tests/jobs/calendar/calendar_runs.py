"""Tools for tests of the calendar: keeping it at a moment, what it wrote, and a mail server."""

import asyncio
import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from pow_pipeline.jobs.calendar.run_calendar import CalendarRun, run_calendar
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.reminders import Reminded
from pow_pipeline.workspace import Workspace
from tests.harness.builders import run_at


def at(text: str) -> datetime:
    """Return a moment in UTC, such as 2021-07-17 or 2021-07-17 22:30."""
    moment = datetime.fromisoformat(text)
    return (moment if " " in text else moment.replace(hour=9)).replace(tzinfo=UTC)


def run_calendar_at(workspace: Workspace, moment: str | datetime) -> CalendarRun:
    """Keep the calendar at a moment."""
    now = at(moment) if isinstance(moment, str) else moment
    return run_calendar(run_at(workspace, now))


def reminders_in(workspace: Workspace) -> set[tuple[str, str]]:
    """Return region and name of each reminder in the outboxes."""
    return {(path.parent.name, path.name) for path in workspace.outbox.glob("*/reminder-*")}


def reminded_in(workspace: Workspace) -> list[tuple[str, date, int, str]]:
    """Return period, deadline, days and region of each reminder that the journal names."""
    return [
        (event.period, event.deadline, event.days, region)
        for event in Journal(workspace.journal).read()
        if isinstance(event, Reminded)
        for region in event.regions
    ]


@dataclass
class Postbox:
    """What a mail server received; it refuses an address, or every one, when told to."""

    received: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 -- so the library calls it
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return f"550 <{address}> is not known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(0)
        text = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(text, EmailMessage)
        self.received.append((envelope.rcpt_tos, text))
        return "250 OK"

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any
    ) -> AuthResult:
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == b"s3cret", handled=False)

    def sent(self) -> list[tuple[str, str]]:
        """Return recipient and id of each mail that came."""
        return [(",".join(to), message["Message-ID"]) for to, message in self.received]


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[tuple[Postbox, int]]:
    """Run a mail server; yields what it receives, and its port."""
    postbox = Postbox()
    options: dict[str, Any] = {}
    if tls:
        options = {"authenticator": postbox.authenticate, "auth_require_tls": True}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        postbox, "127.0.0.1", port, tls_context=tls, require_starttls=tls is not None, **options
    )
    controller.start()
    try:
        yield postbox, port
    finally:
        controller.stop()
