"""Writes reminders into the outboxes: one folder each, written atomically."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, write_folders
from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.page import message_page
from pow_pipeline.feedback.reminders.reminder import reminder_name, reminder_text
from pow_pipeline.machine_faults import concerns_all_files
from pow_pipeline.record.reminders import Reminded

PAGE: Final = "reminder.html"
TEXT: Final = "reminder.txt"


def write_reminders(
    outbox: Path, reminded: Reminded, messages: Iterable[tuple[str, Message]]
) -> list[str]:
    """Write the reminders of an event that are missing; repeating this changes nothing.

    Args:
        outbox: the folder of all outboxes.
        reminded: the event.
        messages: the region and text of each reminder.

    Returns:
        One line for each region whose reminder could not be written, with the reason; all other
            reminders were written.
    """
    failed: list[str] = []
    for region, message in messages:
        folder = outbox / region / reminder_name(reminded)
        files = {PAGE: message_page(message).encode(), TEXT: reminder_text(message).encode()}
        try:
            make_folder(folder.parent)
            if not folder.exists():
                write_folders([(folder, files)], written=lambda: fault_point("reminder_folder"))
        except OSError as error:
            if concerns_all_files(error):
                raise
            failed.append(f"{folder} ({error.strerror})")
    return failed
