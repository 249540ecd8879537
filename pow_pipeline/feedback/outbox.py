"""The outbox: a folder for each delivery, whole or not there, with what its sender is told."""

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
from pow_pipeline.model import Contents, Feedback
from schemas.programme.programme import Programme

_LOG: Final = logging.getLogger(__name__)
PAGE: Final = "feedback.html"
DATA: Final = "feedback.json"
WORKBOOK: Final = "feedback.xlsx"


def not_given(outbox: Path, owed: Sequence[Feedback]) -> list[Feedback]:
    """Return the feedback that is not there yet; a folder that is there is complete."""
    return [each for each in owed if not _is_given(outbox, each)]


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
    """Write what is owed into the outboxes.

    Args:
        outbox: the folder of all of them.
        owed: what is not there yet.
        contents: by delivery, what was read of those that have findings.
        programme: the programme they were judged under.

    Raises:
        OSError: a sender has no outbox, and none can be made; all others have been written.
    """
    failed: OSError | None = None
    for sender in {each.delivery.sender: None for each in owed}:
        try:
            make_folder(outbox / sender)
            os.listdir(outbox / sender)  # it may be no folder
        except OSError as error:
            failed = error
    folders = [
        (_folder(outbox, each), _files(each, contents.get(each.delivery.delivery), programme))
        for each in owed
        if (outbox / each.delivery.sender).is_dir()
    ]
    for folder, _ in folders:
        remove_tree(folder)  # it tells of nothing that the record knows
    write_folders(
        folders,
        file_written=lambda: fault_point("feedback_file"),
        written=lambda: fault_point("feedback_folder"),
    )
    if failed:
        raise failed  # the others have theirs


def feedback_folder(outbox: Path, delivery: str, attempts: int) -> Path:
    """Return the folder of a judgement, with its number after the first one."""
    name = f"{delivery}.{attempts}" if attempts > 1 else delivery
    return outbox / delivery.rsplit("-", 2)[0] / name


def feedback_folders(outbox: Path, delivery: str) -> list[Path]:
    """Return the folders that tell of a delivery, an unfinished one among them."""
    folder = outbox / delivery.rsplit("-", 2)[0]
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    told = [name for name in names if name.removeprefix(".").partition(".")[0] == delivery]
    return [folder / name for name in sorted(told)]


def remove_feedback(outbox: Path, delivery: str) -> None:
    """Remove all that tells of a delivery."""
    for folder in feedback_folders(outbox, delivery):
        shutil.rmtree(folder)


def _files(feedback: Feedback, contents: Contents | None, programme: Programme) -> dict[str, bytes]:
    message, workbook = _told(feedback, contents, programme)
    files = {PAGE: message_page(message).encode(), DATA: feedback_data(feedback, message)}
    return files | {WORKBOOK: workbook} if message.remarks else files


def _told(
    feedback: Feedback, contents: Contents | None, programme: Programme
) -> tuple[Message, bytes]:
    """Return the message and, where there are findings, the marked workbook.

    Where our own code fails on the data, they hold the findings alone.
    """
    kept = contents if contents and can_be_marked(contents) else None
    message = put_feedback_into_words(feedback, programme, is_marked=kept is not None)
    if not message.remarks:
        return message, b""
    try:
        return message, mark_workbook(message, kept, programme)
    except Exception as error:  # whatever it is, it may not hold up the others
        raise_machine_fault(error)
        if kept is None:
            raise
        place = place_of(error)
        delivery = feedback.delivery.delivery
        said = "%s: its data could not be marked: %s"
        _LOG.error(said, delivery, place, extra={"delivery": delivery})
        return _told(feedback, None, programme)


def _folder(outbox: Path, feedback: Feedback) -> Path:
    return feedback_folder(outbox, feedback.delivery.delivery, feedback.attempts)
