"""Telling the senders: what was found about a delivery, and their own data with marks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.outbox import give_feedback, not_given
from pow_pipeline.judging.explanations import part_reading
from pow_pipeline.judging.layout import find_table
from pow_pipeline.model import Contents, Delivery, Feedback, Reading, Sheet
from schemas.language import read_language
from schemas.personal import without_personal
from schemas.programme import Programme

Read = Callable[[Sequence[Delivery]], Sequence[Reading]]


def give_owed(outbox: Path, owed: Sequence[Feedback], programme: Programme, read: Read) -> None:
    """Write the feedback that is not there yet; doing so again changes nothing.

    Args:
        outbox: the folder of all outboxes.
        owed: what the senders are to be told.
        programme: the programme the deliveries were judged under.
        read: reads the first of some deliveries, as many as may be held at once.
    """
    left = not_given(outbox, owed)
    give_feedback(outbox, [each for each in left if not _is_marked(each)], {}, programme)
    marked = [each for each in left if _is_marked(each)]
    while marked:
        readings = read([each.delivery for each in marked])
        fault_point("feedback_read")
        contents = {each.delivery.delivery: contents_of(each, programme) for each in readings}
        given, marked = marked[: len(readings)], marked[len(readings) :]
        give_feedback(outbox, given, contents, programme)


def contents_of(reading: Reading, programme: Programme) -> Contents:
    """Return what a delivery holds, and where its table of activities stands.

    Our own sheet of findings, where it was sent back, is none of it.
    """
    sheets = part_reading(reading, programme).reading.sheets
    header = find_table(sheets, programme)
    kept = [sheet for sheet in sheets if not _is_of_lists(sheet, programme)]
    tables = (place for place, sheet in enumerate(kept) if header and sheet is header.sheet)
    return Contents(
        tuple(replace(sheet, name=without_personal(sheet.name)) for sheet in kept),
        reading.properties,
        table=next(tables, None),
        header_row=header.row if header else 0,
        columns=header.columns if header else {},
    )


def _is_of_lists(sheet: Sheet, programme: Programme) -> bool:
    """Whether it is the hidden sheet of a form of ours with what may be chosen."""
    return sheet.is_hidden and sheet.name in {
        read_language(code).template["lists"] for code in programme.languages
    }


def _is_marked(feedback: Feedback) -> bool:
    """Whether there are data in which findings can be marked."""
    return bool(feedback.findings) and feedback.stage != "file"
