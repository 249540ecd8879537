"""Writes the workbook as .xlsx; the same worksheets give the same bytes, and text stays text."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from pow_pipeline.publication.data.book import BookSheet, CellValue, Look

_CREATED: Final = datetime(2020, 1, 1, tzinfo=UTC)
_LONGEST_TEXT: Final = 32_767  # the limit of a cell in Excel
_LOOKS: Final[Mapping[Look, dict[str, Any]]] = {
    "plain": {},
    "share": {"num_format": "0.0%"},
    "percent": {"num_format": '0"%"'},
    "points": {"num_format": "+0.##;-0.##;0"},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "title": {"bold": True, "font_size": 13},
    "label": {"valign": "top"},
    "wide": {"valign": "top", "text_wrap": True},
}
_HEADER: Final = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
_SIGNS: Final = frozenset("=+-@")


def as_excel(sheets: Iterable[BookSheet]) -> bytes:
    """Return the workbook with these worksheets."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _CREATED})
        formats = {look: book.add_format(properties) for look, properties in _LOOKS.items()}
        quoted = {
            look: book.add_format({**properties, "quote_prefix": True})
            for look, properties in _LOOKS.items()
        }
        header = book.add_format(_HEADER)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats, quoted, header)
    return content.getvalue()


def _write_sheet(
    page: Any,
    sheet: BookSheet,
    formats: Mapping[Look, Any],
    quoted: Mapping[Look, Any],
    header: Any,
) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    looks = [column.look for column in sheet.columns]
    for row, values in enumerate(sheet.rows):
        row_looks: Sequence[Look] = ["title"] * len(looks) if row in sheet.titles else looks
        is_header = sheet.has_header and not row
        for place, value in enumerate(values):
            if value is None or value == "":
                continue
            style = header if is_header else formats[row_looks[place]]
            if isinstance(value, str) and value[:1] in _SIGNS:
                style = quoted[row_looks[place]]  # otherwise an edit makes it a formula
            _write(page, row, place, value, style)
    if sheet.has_header:
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(sheet.rows) - 1, 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write(page: Any, row: int, column: int, value: CellValue, style: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value[:_LONGEST_TEXT], style)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, style)
    else:
        page.write_number(row, column, value, style)
