"""Writes the worksheet of findings in a marked workbook: the outcome, then a row per finding."""

from typing import Any, Final

from pow_pipeline.feedback.book import Book, Sheet, Style, fit_row, print_on_width, protect
from pow_pipeline.feedback.findings import FindingText
from pow_pipeline.feedback.marked.marks import COLOURS, Marks
from pow_pipeline.feedback.marked.sheet_names import SheetNames
from pow_pipeline.feedback.message import Message, is_open_query

# The columns in order, with their widths in characters.
_WIDTHS: Final = {
    "severity": 10,
    "place": 22,
    "activities": 16,
    "title": 28,
    "found": 22,
    "expected": 28,
    "remedy": 40,
    "answer": 36,
    "rule": 18,
}
_COLUMNS: Final = tuple(_WIDTHS)
_LONGEST: Final = 9_000  # characters in a cell; parsing accepts at most 10,000
_LINK: Final = {"font_color": "#0B4F9E", "underline": 1}


def write_findings(
    book: Book,
    sheet: Sheet,
    message: Message,
    *,
    names: SheetNames,
    marks: Marks,
    has_data: bool,
) -> None:
    """Write the findings; explanations are parsed back from their own column."""
    words = message.language.marked
    book.write(sheet, 0, 0, message.title, "title")
    texts = [message.opening, *message.notes, *message.steps]
    texts.append(_how(message, has_data=has_data))
    for row, text in enumerate(texts, start=1):
        book.write(sheet, row, 0, text, "label" if row == 1 else "fact")
    header = len(texts) + 2
    for column, (name, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(column, column, width)
        book.write(sheet, header, column, words[name], "header")
    fit_row(sheet, header, ((words[name], width) for name, width in _WIDTHS.items()))
    rows = ((finding, ids) for finding in message.findings for ids in _ids(finding))
    for row, (finding, ids) in enumerate(rows, start=header + 1):
        _write_finding(book, sheet, row, finding, ids=ids, names=names, marks=marks)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    print_on_width(sheet)
    protect(sheet)


def _how(message: Message, *, has_data: bool) -> str:
    language, words = message.language, message.language.marked
    if not has_data:
        return words["no_data"]
    if not any(is_open_query(finding) for finding in message.findings):
        return words["how_to_correct"]
    return words["how"].format(query=language.severities["query"], answer=words["answer"])


def _ids(finding: FindingText) -> list[str]:
    """Return the ids of a finding's activities, one per line, split into texts that fit a cell."""
    ids = dict.fromkeys(key for key, _ in finding.group.activities if key)
    texts, left = [""], _LONGEST
    for key in ids:
        left -= len(key) + 1
        if left < 0 and texts[-1]:
            texts.append("")
            left = _LONGEST - len(key) - 1
        texts[-1] += f"\n{key}" if texts[-1] else key
    return texts


def _write_finding(
    book: Book,
    sheet: Sheet,
    row: int,
    finding: FindingText,
    *,
    ids: str,
    names: SheetNames,
    marks: Marks,
) -> None:
    texts = {
        "severity": finding.label,
        "place": finding.place,
        "activities": ids,
        "title": finding.title,
        "found": finding.found,
        "expected": finding.expected,
        "remedy": finding.remedy,
        "answer": finding.group.first.answer,
        "rule": finding.rule,
    }
    for column, name in enumerate(_COLUMNS):
        style, more = _look(name, finding)
        book.write(sheet, row, column, texts[name], style, **more)
    if first := marks.first.get(id(finding)):
        look = book.format("locked", **_LINK)
        place = _COLUMNS.index("place")
        sheet.write_url(row, place, names.link(*first), look, string=finding.place)
    fit_row(sheet, row, ((texts[name], width) for name, width in _WIDTHS.items()))


def _look(name: str, finding: FindingText) -> tuple[Style, dict[str, Any]]:
    if name == "answer" and finding.severity == "query":
        return "field", {}
    if name == "severity":
        return "locked", {"bold": True, "font_color": COLOURS[finding.severity]}
    return "locked", {}
