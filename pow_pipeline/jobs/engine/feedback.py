"""Telling the senders: what was found about a delivery, and their own data with marks."""

from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.outbox import give_feedback, not_given, remove_feedback
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Contents, Delivery, Feedback, Reading, Sheet
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.validation.explanations import part_reading
from pow_pipeline.validation.layout import find_table
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.feedback import feedback_of, told_about
from pow_pipeline.workspace import Workspace
from schemas.language import read_language
from schemas.programme.programme import Programme
from schemas.text.personal import without_personal

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


def renew_feedback(workspace: Workspace, senders: Collection[str], limits: WorkLimits) -> None:
    """Write anew what some senders were told, as the warehouse knows it now."""
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    programmes = ArchivedProgrammes(journal, blobs)
    with (
        read_warehouse(workspace.warehouse) as connection,
        closing(Sandbox(limits)) as sandbox,
    ):
        told = told_about(connection, senders)
        for delivery in {delivery for _, _, delivery in told}:
            remove_feedback(workspace.outbox, delivery)
        for judged, number in dict.fromkeys((judged, number) for judged, number, _ in told):
            programme = programmes[number]
            every = feedback_of(connection, judged)
            owed = [each for each in every if each.delivery.sender in senders]
            read = partial(_read, sandbox, blobs, programme)
            give_owed(workspace.outbox, owed, programme, read)


def _read(
    sandbox: Sandbox, blobs: Blobs, programme: Programme, deliveries: Sequence[Delivery]
) -> list[Reading]:
    return sandbox.read(deliveries, lambda each: blobs.read(each.sha256), programme.text_forms)


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
