"""Marks of an Excel worksheet: information besides the cell values.

Marks are hidden rows and columns, fill colours, percentages, leading zeros, errors, and formulas
without a result. A worksheet is parsed for marks only if a quick search finds signs of them.
"""

import io
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.addresses import column_of
from pow_pipeline.model.documents import CellAt, Problem
from pow_pipeline.parsing.excel.formats import CellFormats
from pow_pipeline.parsing.limits import RefusedError
from pow_pipeline.parsing.values import percentage_text

# Byte strings that a worksheet with marks contains. Searching for each one separately is ten times
# faster than one pattern. Most programs write double quotes; a worksheet with a single quote
# is always parsed.
_MARKS: Final = (
    *(b"hidden", b"zeroHeight", b' ht="0', b' width="0', b'="e"', b"'"),
    *(b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/"),
)
_TRUE: Final = ("1", "true")
_ERROR: Final = "e"
_CALCULATED_TEXT: Final = "str"  # for this type, a missing value means empty text
_NUMBER: Final = "n"


@dataclass
class Marks:
    """Marks of one worksheet, collected while it is parsed.

    Attributes:
        coloured: fills of empty cells: row, column and colour.
        percentages: text of the cells shown as a percentage.
        valueless: text of the cells with an error, or with a formula without a stored result.
        padded: whole numbers shown with a prefix or leading zeros: row, column and shown text.
    """

    height: int
    width: int
    formats: CellFormats
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    coloured: set[tuple[int, int, str]] = field(default_factory=set)
    percentages: dict[CellAt, str] = field(default_factory=dict)
    valueless: dict[CellAt, str] = field(default_factory=dict)
    padded: set[tuple[int, int, str]] = field(default_factory=set)
    column_fills: dict[int, str] = field(default_factory=dict)
    rows_are_hidden: bool = False
    row: int = 0


def has_marks(sheet: bytes) -> bool:
    """Return whether a worksheet can have marks, apart from cell formats."""
    return any(sign in sheet for sign in _MARKS)


def read_marks(sheet: bytes, *, height: int, width: int, formats: CellFormats) -> Marks:
    """Return the marks of a worksheet.

    Args:
        sheet: XML of the worksheet.
        height: number of rows with values; fills of empty cells below them are left out.
        width: number of columns with values; marks of columns and fills beyond are left out.
        formats: cell formats of the workbook.

    Raises:
        RefusedError: the XML cannot be parsed.
    """
    marks = Marks(height, width, formats)
    try:
        for _, element in ET.iterparse(io.BytesIO(sheet)):  # noqa: S314 -- checked before
            if element.tag.endswith("}row"):
                _look_at_row(element, marks)
                element.clear()
            elif element.tag.endswith("}col"):
                _look_at_columns(element, marks)
            elif element.tag.endswith("}sheetFormatPr"):
                marks.rows_are_hidden = element.get("zeroHeight") in _TRUE
    except (ET.ParseError, ValueError) as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    return marks


def _look_at_columns(columns: ET.Element, marks: Marks) -> None:
    first, last = int(columns.get("min", "1")), int(columns.get("max", "1"))
    places = range(first - 1, min(last, marks.width))
    if columns.get("hidden") in _TRUE or float(columns.get("width", "1")) == 0:
        marks.hidden_columns.update(places)
    if fill := _fill(columns.get("style"), marks):
        marks.column_fills.update(dict.fromkeys(places, fill))


def _look_at_row(row: ET.Element, marks: Marks) -> None:
    marks.row = int(row.get("r", marks.row + 1))
    is_hidden = row.get("hidden") in _TRUE or float(row.get("ht", "1")) == 0
    if is_hidden or (marks.rows_are_hidden and "ht" not in row.attrib):
        marks.hidden_rows.add(marks.row)
    column, seen = -1, set()
    for cell in row:
        address = cell.get("r", "").rstrip("0123456789")
        column = column_of(address.encode()) if address else column + 1
        seen.add(column)
        _look_at_cell(cell, (marks.row, column), marks)
    if marks.row > marks.height or not (marks.column_fills or row.get("customFormat") in _TRUE):
        return
    fill = _fill(row.get("s"), marks) if row.get("customFormat") in _TRUE else None
    for place in set(range(marks.width)) - seen:
        if colour := fill if fill is not None else marks.column_fills.get(place):
            marks.coloured.add((marks.row, place, colour))


def _look_at_cell(cell: ET.Element, at: CellAt, marks: Marks) -> None:
    kind, style = cell.get("t", _NUMBER), cell.get("s", "0")
    value, formula = _value_and_formula(cell)
    if kind == _ERROR:
        marks.valueless[at] = value or "#"
    elif formula is not None and not value and kind != _CALCULATED_TEXT:
        marks.valueless[at] = f"={formula or '…'}"
    elif kind == _NUMBER and value and style in marks.formats.percentages:
        marks.percentages[at] = percentage_text(float(value))
    elif kind == _NUMBER and style in (marks.formats.padded or {}) and value.isdecimal():
        marks.padded |= _padded(value, at, *(marks.formats.padded or {})[style])
    elif (
        not value
        and at[0] <= marks.height
        and at[1] < marks.width
        and (fill := _fill(style, marks))
    ):
        marks.coloured.add((*at, fill))


def _padded(value: str, at: CellAt, before: str, digits: int) -> set[tuple[int, int, str]]:
    """Return the cell with its shown text, if that differs from its number."""
    shown = f"{before}{value.zfill(digits)}"
    return {(*at, shown)} - {(*at, value)}


def _value_and_formula(cell: ET.Element) -> tuple[str, str | None]:
    value, formula = "", None
    for child in cell:
        if child.tag.endswith("}f"):
            formula = child.text or ""
        else:  # the value or an inline text
            value = child.text or "" if child.tag.endswith("}v") else "".join(child.itertext())
    return value, formula


def _fill(style: str | None, marks: Marks) -> str:
    return (marks.formats.fills or {}).get(style or "0", "")
