"""Writes the sender's worksheets into a marked workbook, with every value in its own cell.

Cells with findings are marked.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pow_pipeline.feedback import book as books
from pow_pipeline.feedback.book import Book, Style, Value
from pow_pipeline.feedback.findings import FindingText, labelled_texts, written_day
from pow_pipeline.feedback.marked.marks import COLOURS, Marks
from pow_pipeline.feedback.places import in_sight
from pow_pipeline.limits import Limits
from pow_pipeline.model.documents import CellAt, Contents, Sheet
from schemas.evidence import DAYS, NUMBERS
from schemas.language import Language
from schemas.programme.programme import Programme
from schemas.text.ids import canonical_id
from schemas.text.personal import without_personal, without_personal_name
from schemas.text.values import read_number

_THICK: Final = 5  # a border style of XlsxWriter
_NARROWEST: Final = 9
_WIDEST: Final = 42
_MOST_COLUMNS: Final = Limits.columns  # validation refuses a workbook with more columns
_NEW_ROWS: Final = 30
_COMMENT_WIDTH: Final = 320  # pixels
_COMMENT_LETTERS: Final = 45  # in a line of that width
_COMMENT_LINE: Final = 20  # pixels
_NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?")
_SUSPECT: Final = re.compile(r"[@＠]|(?:\d\D{0,3}){7}\d")


@dataclass(frozen=True)
class _Copy:
    """A worksheet of the sender that is being copied.

    Attributes:
        target: the worksheet that is written.
        cells: the findings about each of its cells.
        header: the number of its row of column names, 0 if it is not the table of activities.
        columns: the places of the columns of that table, from 0.
    """

    book: Book
    target: Any
    sheet: Sheet
    cells: Mapping[CellAt, Sequence[FindingText]]
    language: Language
    header: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def widths(self) -> list[int]:
        """The width of each column, in characters."""
        longest = [max(map(len, texts)) for texts in zip(*self.sheet.rows, strict=True)]
        return [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The known column at each index."""
        return {index: name for name, index in self.columns.items()}

    @cached_property
    def findings(self) -> Mapping[int, list[FindingText]]:
        """The findings about the cells of each row below the header."""
        findings: dict[int, list[FindingText]] = defaultdict(list)
        for (row, _), cell_findings in self.cells.items():
            if row > self.header:
                findings[row] += cell_findings
        return findings


def write_data(
    book: Book,
    sheet_index: int,
    contents: Contents,
    marks: Marks,
    *,
    name: str,
    language: Language,
    programme: Programme,
) -> None:
    """Write one of the sender's worksheets, with each value in its own cell."""
    sheet, target = contents.sheets[sheet_index], book.add_sheet(name)
    is_table = sheet_index == contents.table
    copy = _Copy(
        book,
        target,
        sheet,
        marks.cells[sheet_index],
        language,
        header=contents.header_row if is_table else 0,
        columns=contents.columns if is_table else {},
    )
    _write_cells(copy)
    _write_comments(copy)
    target.ignore_errors({"number_stored_as_text": f"A1:XFD{len(sheet.rows) + 1}"})
    books.print_on_width(target)
    if is_table:
        _help_to_correct(copy, programme)
        target.freeze_panes(contents.header_row, 0)
    elif sheet.is_hidden:
        target.hide()


def _write_cells(copy: _Copy) -> None:
    fills = {(row, column): colour for row, column, colour in copy.sheet.coloured}
    remarks_column = _remarks_column(copy)
    widths = [*copy.widths, *[_WIDEST] * (remarks_column == len(copy.widths) < _MOST_COLUMNS)]
    for column, width in enumerate(widths):
        copy.target.set_column(column, column, width)
    for number, texts in enumerate(_safe_texts(copy), start=1):
        if copy.header and number >= copy.header and remarks_column < _MOST_COLUMNS:
            texts[remarks_column:] = [_remark_text(copy, number), *texts[remarks_column + 1 :]]
        style: Style = "header" if number == copy.header else "text"
        for column, text in enumerate(texts):
            look = _look(copy.cells.get((number, column)), fills.get((number, column)))
            if text or look:
                value = _value(text, number, column, copy)
                copy.book.write(copy.target, number - 1, column, value, style, **look)
        books.fit_row(copy.target, number - 1, zip(texts, widths, strict=False))


def _safe_texts(copy: _Copy) -> list[list[str]]:
    """Return the texts of a worksheet without personal data; cells without a value are empty."""
    plain = {copy.columns[name] for name in (*DAYS, *NUMBERS) if name in copy.columns}
    ids = copy.columns.get("activity_id")
    rows = [list(row) for row in copy.sheet.rows]
    for row, column in copy.sheet.valueless:
        rows[row - 1][column] = ""
    instruction = copy.language.template["instruction"].format(help=copy.language.template["help"])
    for texts in rows:
        for column, text in enumerate(texts):
            if text == instruction:
                texts[column] = copy.language.marked["instruction"]
            if column == ids:
                texts[column] = in_sight(canonical_id(text))  # so that it is parsed as the same id
            if column not in plain and _SUSPECT.search(text):
                mask = without_personal_name if column == ids else without_personal
                texts[column] = mask(texts[column])
    return rows


def _value(text: str, number: int, column: int, copy: _Copy) -> Value:
    """Return a text as the day or number that it was, if that is certain."""
    name = copy.names.get(column, "") if number > copy.header else ""
    if name in DAYS or number < copy.header:
        return written_day(text) or text
    if name not in NUMBERS or not _NUMBER.fullmatch(text):
        return text
    is_certain = read_number(text) or (number, column) in copy.sheet.stored_numbers
    return Decimal(text) if is_certain else text


def _remarks_column(copy: _Copy) -> int:
    """Return the column of our remarks: the existing one, otherwise the next free one."""
    head = copy.sheet.rows[copy.header - 1] if copy.header else ()
    title = copy.language.template["remarks"]
    return head.index(title) if title in head else len(copy.widths)


def _remark_text(copy: _Copy, row: int) -> str:
    """Return the text of a row in the column of our remarks."""
    if row == copy.header:
        return copy.language.template["remarks"]
    return "\n".join(f"{finding.label}: {finding.title}." for finding in copy.findings.get(row, ()))


def _look(findings: Sequence[FindingText] | None, fill: str | None) -> dict[str, Any]:
    look: dict[str, Any] = {"bg_color": fill} if fill else {}
    if findings:
        look |= {"border": _THICK, "border_color": COLOURS[findings[0].severity]}
    return look


def _write_comments(copy: _Copy) -> None:
    comments = {
        id(finding): _comment(finding, copy.language)
        for findings in copy.cells.values()
        for finding in findings
    }
    for (row, column), findings in copy.cells.items():
        text = "\n\n".join(comments[id(finding)] for finding in findings)
        lines = sum(1 + len(line) // _COMMENT_LETTERS for line in text.split("\n"))
        size = {"width": _COMMENT_WIDTH, "height": lines * _COMMENT_LINE, "font_size": 9}
        copy.target.write_comment(row - 1, column, books.visible_text(text), size)


def _comment(finding: FindingText, language: Language) -> str:
    lines = [f"{label}: {text}" for label, text in labelled_texts(finding, language)]
    return "\n".join([f"{finding.label} {finding.rule}", finding.title, *lines])


def _help_to_correct(copy: _Copy, programme: Programme) -> None:
    """Offer the choice lists of the form below the header, and the colours of the statuses."""
    last = len(copy.sheet.rows) + _NEW_ROWS
    for name, column in copy.columns.items():
        cells = (copy.header, column, last, column)
        books.offer_choices(copy.book, copy.target, cells, name, programme)
