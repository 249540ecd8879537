"""Writes feedback for senders: the findings about a delivery, and its data with marked cells."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.files import FeedbackFiles, write_files
from pow_pipeline.feedback.outbox import give_feedback, not_given, remove_feedback
from pow_pipeline.feedback.writers import start_writers
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Contents, Reading, Sheet
from pow_pipeline.model.feedback import Feedback
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.validation.layout import find_table
from pow_pipeline.validation.query_answers import split_reading
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.feedback import feedback_given_to, feedback_of
from schemas.language import read_language
from schemas.programme.programme import Programme
from schemas.text.personal import without_personal

Read = Callable[[Sequence[Delivery]], Sequence[Reading]]


def write_due_feedback(
    outbox: Path, owed: Sequence[Feedback], programme: Programme, read: Read
) -> None:
    """Write the feedback that is missing from the outboxes. The function is idempotent.

    Args:
        outbox: the folder of all outboxes.
        owed: the feedback due, one entry per delivery.
        programme: the programme under which the deliveries were validated.
        read: parses deliveries from the start of a list, as many as fit in memory at once.
    """
    missing = not_given(outbox, owed)
    unmarked = [feedback for feedback in missing if not _is_marked(feedback)]
    marked = [feedback for feedback in missing if _is_marked(feedback)]
    with start_writers(programme) as write:
        for items in _with_contents(marked, programme, read):
            files = write(items)
            give_feedback(outbox, unmarked, _without_marks(unmarked, programme))
            unmarked = []  # given while child processes write the first workbooks
            give_feedback(outbox, [feedback for feedback, _ in items], files)
        give_feedback(outbox, unmarked, _without_marks(unmarked, programme))


def _with_contents(
    marked: Sequence[Feedback], programme: Programme, read: Read
) -> Iterator[list[tuple[Feedback, Contents]]]:
    """Yield feedback with the contents of its delivery, as much as fits in memory at once."""
    while marked:
        readings = read([feedback.delivery for feedback in marked])
        fault_point("feedback_read")
        contents = [contents_of(reading, programme) for reading in readings]
        yield list(zip(marked, contents, strict=False))
        marked = marked[len(readings) :]


def _without_marks(owed: Iterable[Feedback], programme: Programme) -> Iterator[FeedbackFiles]:
    return (write_files(feedback, None, programme) for feedback in owed)


def renew_feedback(run: Run, senders: Collection[str]) -> None:
    """Replace all feedback of some senders with the current state of the warehouse."""
    outbox = run.workspace.outbox
    with (
        read_warehouse(run.workspace.warehouse) as connection,
        closing(Sandbox(run.limits)) as sandbox,
    ):
        notified = feedback_given_to(connection, senders)
        for delivery in {delivery for _, _, delivery in notified}:
            remove_feedback(outbox, delivery)
        for validated, number in dict.fromkeys(
            (validated, number) for validated, number, _ in notified
        ):
            programme = run.programmes[number]
            feedback = feedback_of(connection, validated)
            missing = [item for item in feedback if item.delivery.sender in senders]
            write_due_feedback(
                outbox, missing, programme, partial(_read, sandbox, run.blobs, programme)
            )


def _read(
    sandbox: Sandbox, blobs: Blobs, programme: Programme, deliveries: Sequence[Delivery]
) -> list[Reading]:
    return sandbox.read(
        deliveries, lambda delivery: blobs.read(delivery.sha256), programme.text_forms
    )


def contents_of(reading: Reading, programme: Programme) -> Contents:
    """Return the worksheets of a delivery and the position of its activity table.

    Worksheets that this program added, with findings or choice lists, are left out.
    """
    sheets = split_reading(reading, programme).reading.sheets
    header = find_table(sheets, programme)
    sender_sheets = [sheet for sheet in sheets if not _is_of_lists(sheet, programme)]
    tables = (
        place for place, sheet in enumerate(sender_sheets) if header and sheet is header.sheet
    )
    return Contents(
        tuple(replace(sheet, name=without_personal(sheet.name)) for sheet in sender_sheets),
        reading.properties,
        table=next(tables, None),
        header_row=header.row if header else 0,
        columns=header.columns if header else {},
    )


def _is_of_lists(sheet: Sheet, programme: Programme) -> bool:
    """Return whether this is the hidden worksheet with choice lists of a generated template."""
    return sheet.is_hidden and sheet.name in {
        read_language(code).template["lists"] for code in programme.languages
    }


def _is_marked(feedback: Feedback) -> bool:
    """Return whether the delivery has data in which findings can be marked."""
    return bool(feedback.findings) and feedback.stage != "file"
