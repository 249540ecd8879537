"""The outbox: a folder for each delivery, whole or not there, with what its sender is told."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, write_folders
from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.data import feedback_data
from pow_pipeline.feedback.marked import mark_workbook
from pow_pipeline.feedback.message import put_feedback_into_words
from pow_pipeline.feedback.page import message_page
from pow_pipeline.model import Contents, Feedback
from schemas.programme import Programme

PAGE: Final = "feedback.html"
DATA: Final = "feedback.json"
WORKBOOK: Final = "feedback.xlsx"


def not_given(outbox: Path, owed: Sequence[Feedback]) -> list[Feedback]:
    """Return the feedback that is not there yet; a folder that is there is complete."""
    return [each for each in owed if not _folder(outbox, each).exists()]


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
    """
    for sender in {each.delivery.sender for each in owed}:
        make_folder(outbox / sender)
    folders = [
        (_folder(outbox, each), _files(each, contents.get(each.delivery.delivery), programme))
        for each in owed
    ]
    write_folders(
        folders,
        file_written=lambda: fault_point("feedback_file"),
        written=lambda: fault_point("feedback_folder"),
    )


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
    message = put_feedback_into_words(feedback, programme)
    files = {
        PAGE: message_page(message).encode(),
        DATA: feedback_data(feedback, message),
    }
    if message.remarks:
        files[WORKBOOK] = mark_workbook(message, contents, programme)
    return files


def _folder(outbox: Path, feedback: Feedback) -> Path:
    """Return the folder of a delivery, with the number of the judgement after the first one."""
    delivery, attempts = feedback.delivery, feedback.attempts
    name = f"{delivery.delivery}.{attempts}" if attempts > 1 else delivery.delivery
    return outbox / delivery.sender / name
