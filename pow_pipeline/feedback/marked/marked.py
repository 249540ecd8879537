"""Writes the marked workbook: the findings, then the sender's data with failing cells marked.

It is always a new workbook, never a changed copy of the sender's file. The sender can fix it and
send it back.
"""

from typing import Final

from pow_pipeline.feedback.book import Book, lists_of
from pow_pipeline.feedback.marked.data import write_data
from pow_pipeline.feedback.marked.findings import write_findings
from pow_pipeline.feedback.marked.marks import Marks, place_marks
from pow_pipeline.feedback.marked.sheet_names import sheet_names
from pow_pipeline.feedback.message import Message
from pow_pipeline.model.documents import Contents
from schemas.programme.programme import Programme
from schemas.text.matching import matching_key
from schemas.text.personal import without_personal

_LONGEST_PROPERTY: Final = 255  # in Excel
_MOST_CELLS: Final = 200_000  # marking takes a second or two; a form is never larger


def mark_workbook(message: Message, contents: Contents | None, programme: Programme) -> bytes:
    """Return the marked workbook of a message as the bytes of an .xlsx file.

    Args:
        message: the message.
        contents: the contents of the delivery; None if they could not be parsed.
        programme: the programme that it was validated under.
    """
    markable = contents if contents and can_be_marked(contents) else None
    names = sheet_names(message.language, markable)
    marks = place_marks(message, markable)
    book = Book(_properties(markable, marks, programme))
    findings = book.add_sheet(names.findings)
    if markable:
        for sheet_index in range(len(markable.sheets)):
            write_data(
                book,
                sheet_index,
                markable,
                marks,
                name=names.data[sheet_index],
                language=message.language,
                programme=programme,
            )
        book.add_lists(names.lists, lists_of(programme))
    write_findings(book, findings, message, names=names, marks=marks, has_data=bool(markable))
    return book.content()


def can_be_marked(contents: Contents) -> bool:
    """Return whether the contents are small enough to be a form."""
    cells = sum(len(row) for sheet in contents.sheets for row in sheet.rows)
    return cells <= _MOST_CELLS


def _properties(contents: Contents | None, marks: Marks, programme: Programme) -> dict[str, str]:
    """Return the properties that validation uses, except those with findings."""
    named = contents.properties if contents else ()
    return {
        name: without_personal(text)
        for name, text in named
        if programme.column_names.get(matching_key(name)) in {"region", "period"}
        if name not in marks.properties and len(text) <= _LONGEST_PROPERTY
    }
