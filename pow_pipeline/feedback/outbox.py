"""The outbox of each sender: one folder per delivery with its feedback, written atomically."""

import logging
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, remove_tree, write_folders
from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.data import is_about
from pow_pipeline.feedback.files import DATA, FeedbackFiles
from pow_pipeline.model.feedback import Feedback

_LOG: Final = logging.getLogger(__name__)


def not_given(outbox: Path, owed: Sequence[Feedback]) -> list[Feedback]:
    """Return the feedback that has not been written yet; an existing folder is always complete."""
    return [feedback for feedback in owed if not _is_given(outbox, feedback)]


def _is_given(outbox: Path, feedback: Feedback) -> bool:
    try:
        content = (_folder(outbox, feedback) / DATA).read_bytes()
    except OSError:
        return False
    return is_about(content, feedback.delivery)


def give_feedback(outbox: Path, owed: Sequence[Feedback], files: Iterable[FeedbackFiles]) -> None:
    """Write the feedback into the outboxes.

    Args:
        outbox: the folder of all outboxes.
        owed: the feedback that has not been written yet.
        files: the files of each feedback.

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
        (_folder(outbox, feedback), written.contents)
        for feedback, written in zip(owed, map(_log_failure, owed, files), strict=True)
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


def _log_failure(feedback: Feedback, files: FeedbackFiles) -> FeedbackFiles:
    if files.failure:
        delivery = feedback.delivery.delivery
        message = "%s: its data could not be marked: %s"
        _LOG.error(message, delivery, files.failure, extra={"delivery": delivery})
    return files


def _folder(outbox: Path, feedback: Feedback) -> Path:
    return feedback_folder(outbox, feedback.delivery.delivery, feedback.attempts)
