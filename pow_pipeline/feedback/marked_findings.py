"""The sheet of findings in a marked workbook: what holds now, then a row for each finding."""

from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pow_pipeline.feedback.cell_text import CellWriter
from pow_pipeline.feedback.findings import Remark
from pow_pipeline.feedback.marked_data import MARK_COLOURS, Marks
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.sheet_names import SheetNames

# The columns in their order, with their width in characters.
_WIDTHS: Final = {
    "severity": 10,
    "place": 20,
    "activities": 16,
    "title": 28,
    "found": 22,
    "expected": 28,
    "cure": 40,
    "explain": 36,
    "rule": 18,
}
_COLUMNS: Final = tuple(_WIDTHS)
_MAY_STILL: Final = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}


def write_findings(
    workbook: Workbook,
    sheet: Worksheet,
    message: Message,
    *,
    names: SheetNames,
    marks: Marks,
    is_whole: bool,
) -> None:
    """Write the findings; what they are explained by is read back from their last columns."""
    cells, words = CellWriter(workbook), message.language.marked
    texts = [message.opening, *message.notes, *message.steps]
    texts.append(words["how"] if is_whole else words["no_data"])
    sheet.write_string(0, 0, message.title, cells.look(bold=True, font_size=14, text_wrap=False))
    for row, text in enumerate(texts, start=1):
        sheet.write_string(row, 0, text, cells.look(text_wrap=False, bold=row == 1))
    header = len(texts) + 2
    for column, name in enumerate(_COLUMNS):
        sheet.set_column(column, column, _WIDTHS[name])
        cells.write(sheet, header, column, words[name], bold=True, bg_color="#F3F3F3", bottom=1)
    for row, remark in enumerate(message.remarks, start=header + 1):
        _write_remark(sheet, row, remark, cells=cells, names=names, marks=marks)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.protect("", _MAY_STILL)


def _write_remark(
    sheet: Worksheet,
    row: int,
    remark: Remark,
    *,
    cells: CellWriter,
    names: SheetNames,
    marks: Marks,
) -> None:
    texts = {
        "severity": remark.label,
        "place": remark.place,
        "activities": "\n".join(filter(None, remark.group.activities)),
        "title": remark.title,
        "found": remark.found,
        "expected": remark.expected,
        "cure": remark.cure,
        "explain": remark.group.first.explanation,
        "rule": remark.rule,
    }
    for column, name in enumerate(_COLUMNS):
        cells.write(sheet, row, column, texts[name], **_look(name, remark))
    first = marks.first_of(remark)
    if first:
        link = names.link(*first)
        look = cells.look(border=1, border_color="#C8CCD2", font_color="#0B4F9E", underline=1)
        sheet.write_url(row, _COLUMNS.index("place"), link, look, string=remark.place)


def _look(name: str, remark: Remark) -> dict[str, object]:
    look: dict[str, object] = {"border": 1, "border_color": "#C8CCD2"}
    if name == "severity":
        look |= {"bold": True, "font_color": MARK_COLOURS[remark.severity]}
    if name == "explain" and remark.severity == "query":
        look |= {"locked": False, "border": 2, "border_color": "#1A1A1A"}
    elif name == "explain":
        look |= {"bg_color": "#F3F3F3"}
    return look
