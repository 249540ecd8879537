"""The marked workbook: the findings, then the sender's own data with the failing cells marked.

It is made afresh and never the sender's own file saved again. It can be mended and sent back.
"""

import io
from collections.abc import Mapping
from datetime import datetime

import xlsxwriter

from pow_pipeline.feedback.marked_data import Marks, place_marks, write_data
from pow_pipeline.feedback.marked_findings import write_findings
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.sheet_names import sheet_names
from pow_pipeline.model import Contents
from schemas.programme import Programme

_MOST_CELLS = 200_000


def mark_workbook(
    message: Message, contents: Contents | None, *, programme: Programme, created: datetime
) -> bytes:
    """Return the marked workbook of a message as the bytes of an .xlsx file.

    Args:
        message: what is said.
        contents: what the delivery holds; None when it could not be read.
        programme: the programme it was judged under.
        created: the moment that the document names as that of its making.
    """
    kept = contents if contents and _is_small(contents) else None
    names = sheet_names(message.language, kept)
    marks = place_marks(message, kept)
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as workbook:
        workbook.set_properties({"title": message.title, "created": created.replace(tzinfo=None)})
        findings = workbook.add_worksheet(names.findings)
        for name, text in _properties(kept, marks).items():
            workbook.set_custom_property(name, text)
        if kept:
            write_data(workbook, kept, marks, names=names, message=message, programme=programme)
        write_findings(workbook, findings, message, names=names, marks=marks, is_whole=bool(kept))
    return file.getvalue()


def _is_small(contents: Contents) -> bool:
    cells = sum(len(row) for sheet in contents.sheets for row in sheet.rows)
    return cells <= _MOST_CELLS


def _properties(contents: Contents | None, marks: Marks) -> Mapping[str, str]:
    """Return the properties of the document, without those that are to be mended."""
    named = dict(contents.properties) if contents else {}
    return {name: text for name, text in named.items() if name not in marks.properties}
