"""The outbox of each sender: one folder per delivery with its feedback, written atomically."""

import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, remove_tree, write_folders
from pow_pipeline.errors import place_of
from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.data import feedback_data, is_about
from pow_pipeline.feedback.marked.marked import can_be_marked, mark_workbook
from pow_pipeline.feedback.message import Message, put_feedback_into_words
from pow_pipeline.feedback.page import message_page
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.model.documents import Contents
from pow_pipeline.model.feedback import Feedback
from schemas.programme.programme import Programme

_LOG: Final = logging.getLogger(__name__)
PAGE: Final = "feedback.html"
DATA: Final = "feedback.json"
WORKBOOK: Final = "feedback.xlsx"


def not_given(outbox: Path, owed: Sequence[Feedback]) -> list[Feedback]:
    """Return the feedback that has not been written yet; an existing folder is always complete."""
    return [feedback for feedback in owed if not _is_given(outbox, feedback)]


def _is_given(outbox: Path, feedback: Feedback) -> bool:
    try:
        content = (_folder(outbox, feedback) / DATA).read_bytes()
    except OSError:
        return False
    return is_about(content, feedback.delivery)


def give_feedback(
    outbox: Path,
    owed: Sequence[Feedback],
    contents: Mapping[str, Contents],
    programme: Programme,
) -> None:
    """Write the feedback into the outboxes.

    Args:
        outbox: the folder of all outboxes.
        owed: the feedback that has not been written yet.
        contents: the parsed contents of the deliveries with findings, by delivery.
        programme: the programme that the deliveries were validated under.

    Raises:
        OSError: the outbox of a sender does not exist and cannot be created; all other feedback was
            written.
    """
    failed: OSError | None = None
    for sender in {feedback.delivery.sender: None for feedback in owed}:
        try:
            make_folder(outbox / sender)
            os.listdir(outbox / sender)  # fails if it is not a folder
        except OSError as error:
            failed = error
    folders = [
        (
            _folder(outbox, feedback),
            _files(feedback, contents.get(feedback.delivery.delivery), programme),
        )
        for feedback in owed
        if (outbox / feedback.delivery.sender).is_dir()
    ]
    for folder, _ in folders:
        remove_tree(folder)  # what exists here holds feedback on something else; replace it
    write_folders(
        folders,
        file_written=lambda: fault_point("feedback_file"),
        written=lambda: fault_point("feedback_folder"),
    )
    if failed:
        raise failed  # all other feedback was written


def feedback_folder(outbox: Path, delivery: str, attempts: int) -> Path:
    """Return the folder for a validation of a delivery; its number follows from the second on."""
    name = f"{delivery}.{attempts}" if attempts > 1 else delivery
    return outbox / delivery.rsplit("-", 2)[0] / name


def feedback_folders(outbox: Path, delivery: str) -> list[Path]:
    """Return the folders with feedback on a delivery, including an unfinished one."""
    folder = outbox / delivery.rsplit("-", 2)[0]
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    matches = [name for name in names if name.removeprefix(".").partition(".")[0] == delivery]
    return [folder / name for name in sorted(matches)]


def remove_feedback(outbox: Path, delivery: str) -> None:
    """Remove all feedback on a delivery."""
    for folder in feedback_folders(outbox, delivery):
        shutil.rmtree(folder)


def _files(feedback: Feedback, contents: Contents | None, programme: Programme) -> dict[str, bytes]:
    message, workbook = _message_and_workbook(feedback, contents, programme)
    files = {PAGE: message_page(message).encode(), DATA: feedback_data(feedback, message)}
    return files | {WORKBOOK: workbook} if message.findings else files


def _message_and_workbook(
    feedback: Feedback, contents: Contents | None, programme: Programme
) -> tuple[Message, bytes]:
    """Return the message and, if there are findings, the marked workbook.

    If our own code fails on the data, the workbook only contains the findings.
    """
    markable = contents if contents and can_be_marked(contents) else None
    message = put_feedback_into_words(feedback, programme, is_marked=markable is not None)
    if not message.findings:
        return message, b""
    try:
        return message, mark_workbook(message, markable, programme)
    except Exception as error:  # no error may stop the feedback to others
        raise_machine_fault(error)
        if markable is None:
            raise
        place = place_of(error)
        delivery = feedback.delivery.delivery
        message_format = "%s: its data could not be marked: %s"
        _LOG.error(message_format, delivery, place, extra={"delivery": delivery})
        return _message_and_workbook(feedback, None, programme)


def _folder(outbox: Path, feedback: Feedback) -> Path:
    return feedback_folder(outbox, feedback.delivery.delivery, feedback.attempts)
