"""Sends reminders through a mail server, each with a stable message id.

After a crash, the server may receive the same mail twice; the id shows that it is a duplicate.
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
    """The mail server could not be reached; the message contains no address or secret."""


@dataclass(frozen=True)
class Mail:
    """One mail to one region.

    Attributes:
        key: an id that is unique among all mails of this record and of other records.
    """

    region: str
    addresses: tuple[str, ...]
    message: Message
    key: str
    at: datetime


def send_mails(settings: Settings, mails: Iterable[Mail]) -> Iterator[tuple[Mail, str]]:
    """Send mails; yield each one with the reason why it was refused, '' if it was accepted.

    Raises:
        MailError: the server cannot be reached, or the connection was lost.
        UsageError: the setting for the sender is not exactly one address.
    """
    sender = _sender(settings.smtp_from)
    try:
        with _connected(settings) as server:
            for mail in mails:
                yield mail, _refusal(server, written(mail, sender=sender))
    except (
        smtplib.SMTPException,
        OSError,
        UnicodeError,
    ) as error:  # UnicodeError: not a valid host name
        raise MailError(_reason(error)) from error


def _sender(text: str) -> Address:
    (name, address), *others = getaddresses([text]) or [("", "")]
    if not others and text.isprintable() and address.isascii() and is_address(address):
        return Address(name, addr_spec=address)
    raise UsageError(
        "POW_SMTP_FROM: name the one address that reminders come from, such as name@example.nl"
    )


def _refusal(server: smtplib.SMTP, mail: EmailMessage) -> str:
    """Send one mail and return why it was refused; a refusal does not stop the other mails."""
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
    """Return a mail as it is sent: as plain text and as an HTML page."""
    composed = EmailMessage(policy=SMTP)
    composed["From"] = sender
    composed["To"] = ", ".join(mail.addresses)
    composed["Subject"] = mail.message.title
    composed["Date"] = format_datetime(mail.at)
    composed["Message-ID"] = f"<{mail.key}>"
    composed["Auto-Submitted"] = "auto-generated"
    composed["Content-Language"] = mail.message.language.code
    composed.set_content(reminder_text(mail.message))
    composed.add_alternative(message_page(mail.message), subtype="html")
    return composed


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
    """Return the reason of an error.

    The text of the server is left out, because it may repeat an address.
    """
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    number = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
    return f"{type(error).__name__}{code}{number}"
