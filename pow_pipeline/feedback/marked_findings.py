"""The sheet of findings in a marked workbook: what holds now, then a row for each finding."""

from typing import Any, Final

from pow_pipeline.feedback.book import Book, Sheet, Style, fit_row, print_on_width, protect
from pow_pipeline.feedback.findings import Remark
from pow_pipeline.feedback.marks import COLOURS, Marks
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.sheet_names import SheetNames

# The columns in their order, with their width in characters.
_WIDTHS: Final = {
    "severity": 10,
    "place": 22,
    "activities": 16,
    "title": 28,
    "found": 22,
    "expected": 28,
    "cure": 40,
    "explain": 36,
    "rule": 18,
}
_COLUMNS: Final = tuple(_WIDTHS)
_LINK: Final = {"font_color": "#0B4F9E", "underline": 1}


def write_findings(
    book: Book,
    sheet: Sheet,
    message: Message,
    *,
    names: SheetNames,
    marks: Marks,
    is_whole: bool,
) -> None:
    """Write the findings; what they are explained by is read back from their own column."""
    words = message.language.marked
    book.write(sheet, 0, 0, message.title, "title")
    texts = [message.opening, *message.notes, *message.steps]
    texts.append(words["how"] if is_whole else words["no_data"])
    for row, text in enumerate(texts, start=1):
        book.write(sheet, row, 0, text, "label" if row == 1 else "fact")
    header = len(texts) + 2
    for column, (name, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(column, column, width)
        book.write(sheet, header, column, words[name], "header")
    fit_row(sheet, header, ((words[name], width) for name, width in _WIDTHS.items()))
    for row, remark in enumerate(message.remarks, start=header + 1):
        _write_remark(book, sheet, row, remark, names=names, marks=marks)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    print_on_width(sheet)
    protect(sheet)


def _write_remark(
    book: Book, sheet: Sheet, row: int, remark: Remark, *, names: SheetNames, marks: Marks
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
        style, more = _look(name, remark)
        book.write(sheet, row, column, texts[name], style, **more)
    if first := marks.first.get(id(remark)):
        look = book.format("locked", **_LINK)
        place = _COLUMNS.index("place")
        sheet.write_url(row, place, names.link(*first), look, string=remark.place)
    fit_row(sheet, row, ((texts[name], width) for name, width in _WIDTHS.items()))


def _look(name: str, remark: Remark) -> tuple[Style, dict[str, Any]]:
    if name == "explain" and remark.severity == "query":
        return "field", {}
    if name == "severity":
        return "locked", {"bold": True, "font_color": COLOURS[remark.severity]}
    return "locked", {}
