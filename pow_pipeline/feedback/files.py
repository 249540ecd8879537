"""The files of the feedback on one delivery: a page, data, and a marked workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pow_pipeline.errors import place_of
from pow_pipeline.feedback.data import feedback_data
from pow_pipeline.feedback.marked.marked import can_be_marked, mark_workbook
from pow_pipeline.feedback.message import Message, put_feedback_into_words
from pow_pipeline.feedback.page import message_page
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.model.documents import Contents
from pow_pipeline.model.feedback import Feedback
from schemas.programme.programme import Programme

PAGE: Final = "feedback.html"
DATA: Final = "feedback.json"
WORKBOOK: Final = "feedback.xlsx"


@dataclass(frozen=True)
class FeedbackFiles:
    """The contents of the files by name.

    Attributes:
        failure: the place where our own code failed on the data of the delivery, so that the
            workbook only contains the findings; '' if it did not fail.
    """

    contents: Mapping[str, bytes]
    failure: str = ""


def write_files(
    feedback: Feedback, contents: Contents | None, programme: Programme
) -> FeedbackFiles:
    """Return the files of the feedback on a delivery; only findings need a marked workbook.

    Args:
        feedback: the feedback.
        contents: the parsed contents of the delivery; None if there is nothing to mark.
        programme: the programme that the delivery was validated under.
    """
    message, workbook, failure = _message_and_workbook(feedback, contents, programme)
    files = {PAGE: message_page(message).encode(), DATA: feedback_data(feedback, message)}
    return FeedbackFiles(files | {WORKBOOK: workbook} if message.findings else files, failure)


def _message_and_workbook(
    feedback: Feedback, contents: Contents | None, programme: Programme
) -> tuple[Message, bytes, str]:
    """Return the message, the marked workbook if there are findings, and the place of an error."""
    markable = contents if contents and can_be_marked(contents) else None
    message = put_feedback_into_words(feedback, programme, is_marked=markable is not None)
    if not message.findings:
        return message, b"", ""
    try:
        return message, mark_workbook(message, markable, programme), ""
    except Exception as error:  # no error may stop the feedback to others
        raise_machine_fault(error)
        if markable is None:
            raise
        return *_message_and_workbook(feedback, None, programme)[:2], place_of(error)
