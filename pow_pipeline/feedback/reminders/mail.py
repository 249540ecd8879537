"""Reminders by mail: handed to one mail server, each with an id that stays the same.

A server may be told twice of the same one after a crash; by its id a reader knows it.
"""

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from typing import Final

from pow_pipeline.errors import UsageError
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.page import message_page
from pow_pipeline.feedback.reminders.contacts import is_address
from pow_pipeline.feedback.reminders.reminder import reminder_text
from pow_pipeline.settings import Settings

_SECONDS: Final = 30


class MailError(Exception):
    """The mail server could not be reached; says why, without an address or a secret."""


@dataclass(frozen=True)
class Mail:
    """One mail to one region.

    Attributes:
        key: what tells it from every other mail of this record and every other record.
    """

    region: str
    addresses: tuple[str, ...]
    message: Message
    key: str
    at: datetime


def send_mails(settings: Settings, mails: Iterable[Mail]) -> Iterator[tuple[Mail, str]]:
    """Hand mails to the mail server, and yield each with why it was refused, '' when it was taken.

    Raises:
        MailError: the server cannot be reached, or no longer.
        UsageError: there is no one address that they come from.
    """
    sender = _sender(settings.smtp_from)
    try:
        with _connected(settings) as server:
            for mail in mails:
                yield mail, _refusal(server, written(mail, sender=sender))
    except (smtplib.SMTPException, OSError, UnicodeError) as error:  # the last: no name of a host
        raise MailError(_reason(error)) from error


def _sender(text: str) -> Address:
    (name, address), *others = getaddresses([text]) or [("", "")]
    if not others and text.isprintable() and address.isascii() and is_address(address):
        return Address(name, addr_spec=address)
    raise UsageError(
        "POW_SMTP_FROM: name the one address that reminders come from, such as name@example.nl"
    )


def _refusal(server: smtplib.SMTP, mail: EmailMessage) -> str:
    """Hand over one mail; one that is refused does not hold up the others."""
    try:
        server.send_message(mail)
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
        smtplib.SMTPNotSupportedError,
    ) as error:
        return _reason(error)
    return ""


def written(mail: Mail, *, sender: Address) -> EmailMessage:
    """Return a mail as it is sent: plain text, and the same as a page."""
    written = EmailMessage(policy=SMTP)
    written["From"] = sender
    written["To"] = ", ".join(mail.addresses)
    written["Subject"] = mail.message.title
    written["Date"] = format_datetime(mail.at)
    written["Message-ID"] = f"<{mail.key}>"
    written["Auto-Submitted"] = "auto-generated"
    written["Content-Language"] = mail.message.language.code
    written.set_content(reminder_text(mail.message))
    written.add_alternative(message_page(mail.message), subtype="html")
    return written


def _connected(settings: Settings) -> smtplib.SMTP:
    server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SECONDS)
    try:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _reason(error: Exception) -> str:
    """Return why it failed: what servers say may repeat an address."""
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    number = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    return f"{type(error).__name__}{code}{number}"
