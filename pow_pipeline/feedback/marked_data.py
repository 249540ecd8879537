"""The sender's sheets in a marked workbook: every value where it stood, failing cells marked."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pow_pipeline.addresses import cell_address, column_of
from pow_pipeline.feedback.cell_text import CellWriter
from pow_pipeline.feedback.findings import Remark, labelled_texts
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.places import PROPERTY
from pow_pipeline.feedback.sheet_names import SheetNames
from pow_pipeline.model import CellAt, Contents, Sheet
from schemas.language import Language
from schemas.personal import without_personal, without_personal_name
from schemas.programme import Programme
from schemas.submission import DAYS, NUMBERS

MARK_COLOURS: Final = {"error": "#7A0019", "query": "#9A5700", "notice": "#4B5563"}
_ADDRESS: Final = re.compile(r"([A-Z]+)([0-9]+)")
_NARROWEST: Final = 9
_WIDEST: Final = 42
_LINE: Final = 20  # the height of a line of a comment, in pixels
_SUSPECT: Final = re.compile(r"[@＠]|(?:\d\D{0,3}){7}\d")


@dataclass(frozen=True)
class Marks:
    """Where the findings are in the sender's sheets.

    Attributes:
        cells: by sheet and cell, the findings about it.
        properties: names of the document's properties that a finding is about.
    """

    cells: Mapping[tuple[str, CellAt], Sequence[Remark]]
    properties: frozenset[str]

    def first_of(self, remark: Remark) -> tuple[str, str] | None:
        """Return sheet and address of the first cell that a finding is about."""
        for (sheet, (row, column)), remarks in self.cells.items():
            if remark in remarks:
                return sheet, cell_address(row, column)
        return None


def place_marks(message: Message, contents: Contents | None) -> Marks:
    """Return where the findings of a message are in the sender's sheets."""
    sheets = {sheet.name: _addresses(sheet) for sheet in (contents.sheets if contents else ())}
    cells: dict[tuple[str, CellAt], list[Remark]] = defaultdict(list)
    for remark in message.remarks:
        sheet = remark.group.first.sheet
        for cell in remark.group.cells:
            at = sheets[sheet].get(cell) or _parsed(cell) if sheet in sheets else None
            if at:
                cells[sheet, at].append(remark)
    named = (cell for remark in message.remarks for cell in remark.group.cells)
    properties = (cell.removeprefix(PROPERTY) for cell in named if cell.startswith(PROPERTY))
    return Marks(cells, frozenset(properties))


def write_data(
    workbook: Workbook,
    contents: Contents,
    marks: Marks,
    *,
    names: SheetNames,
    message: Message,
    programme: Programme,
) -> None:
    """Write the sender's sheets, each cell where it stood."""
    cells = CellWriter(workbook)
    for sheet in contents.sheets:
        written = workbook.add_worksheet(names.data[sheet.name])
        is_table = sheet.name == contents.table
        header = contents.header_row if is_table else 0
        columns = contents.columns if is_table else {}
        _write_cells(written, sheet, cells, marks, header=header, columns=columns)
        _write_comments(written, sheet, marks, message)
        if is_table:
            _write_remarks(
                written, sheet, cells, marks, contents=contents, language=message.language
            )
            written.freeze_panes(header, 0)
        elif sheet.is_hidden:
            written.hide()


def _addresses(sheet: Sheet) -> dict[str, CellAt]:
    """Return the cells of records by how they are addressed; none for a sheet of cells."""
    if not sheet.records_from:
        return {}
    return {
        sheet.address(column, row): (row, column)
        for row in range(len(sheet.rows), 0, -1)
        for column in range(len(sheet.rows[row - 1]) - 1, -1, -1)
    }


def _parsed(cell: str) -> CellAt | None:
    found = _ADDRESS.fullmatch(cell)
    if not found:
        return None
    return int(found[2]), column_of(found[1].encode())


def _write_cells(
    written: Worksheet,
    sheet: Sheet,
    cells: CellWriter,
    marks: Marks,
    *,
    header: int,
    columns: Mapping[str, int],
) -> None:
    fills = {(row, column): colour for row, column, colour in sheet.coloured}
    plain = {columns[name] for name in (*DAYS, *NUMBERS) if name in columns}
    ids = columns.get("activity_id")
    for number, row in enumerate(sheet.rows, start=1):
        for column, text in enumerate(row):
            at = (number, column)
            look = _look(marks.cells.get((sheet.name, at), ()), fills.get(at), number == header)
            kept = "" if at in sheet.valueless else text
            if _SUSPECT.search(kept) and column not in plain:
                kept = without_personal_name(kept) if column == ids else without_personal(kept)
            cells.write(written, number - 1, column, kept, **look)
    for column, width in enumerate(_widths(sheet.rows)):
        written.set_column(column, column, width)
    written.ignore_errors({"number_stored_as_text": f"A1:XFD{len(sheet.rows) + 1}"})


def _look(remarks: Sequence[Remark], fill: str | None, is_header: bool) -> dict[str, Any]:  # noqa: FBT001
    look: dict[str, Any] = {}
    if fill:
        look["bg_color"] = fill
    if is_header:
        look |= {"bold": True, "bg_color": "#F3F3F3", "bottom": 1}
    if remarks:
        look |= {"border": 5, "border_color": MARK_COLOURS[remarks[0].severity]}
    return look


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    widest: dict[int, int] = defaultdict(int)
    for row in rows:
        for column, text in enumerate(row):
            widest[column] = max(widest[column], len(text))
    return [min(max(widest[column] + 2, _NARROWEST), _WIDEST) for column in sorted(widest)]


def _write_comments(written: Worksheet, sheet: Sheet, marks: Marks, message: Message) -> None:
    for (name, (row, column)), remarks in marks.cells.items():
        if name == sheet.name:
            text = "\n\n".join(_comment(remark, message.language) for remark in remarks)
            lines = sum(1 + len(line) // 45 for line in text.split("\n"))
            written.write_comment(
                row - 1,
                column,
                text,
                {"author": message.title, "width": 320, "height": lines * _LINE, "font_size": 9},
            )


def _comment(remark: Remark, language: Language) -> str:
    lines = [f"{label}: {text}" for label, text in labelled_texts(remark, language)]
    return "\n".join([f"{remark.label} {remark.rule}", remark.title, *lines])


def _write_remarks(
    written: Worksheet,
    sheet: Sheet,
    cells: CellWriter,
    marks: Marks,
    *,
    contents: Contents,
    language: Language,
) -> None:
    """Write in words beside each activity what was found about it."""
    column = max(map(len, sheet.rows))
    by_row: dict[int, list[Remark]] = defaultdict(list)
    for (name, (row, _)), remarks in marks.cells.items():
        if name == sheet.name and row > contents.header_row:
            by_row[row] += remarks
    written.set_column(column, column, _WIDEST)
    title = language.template["remarks"]
    cells.write(written, contents.header_row - 1, column, title, bold=True, bg_color="#F3F3F3")
    for row, remarks in by_row.items():
        text = "\n".join(f"{each.label}: {each.title}." for each in remarks)
        cells.write(written, row - 1, column, text, italic=True)
