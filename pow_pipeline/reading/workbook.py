"""Excel workbooks as text: each cell once, by rule, so that what a row says is what was typed."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    PasswordError,
    SheetTypeEnum,
    XmlError,
    ZipError,
    load_workbook,
)

from pow_pipeline.model import CellAt, Problem, Sheet
from pow_pipeline.reading.calculated import cells_without_value
from pow_pipeline.reading.limits import Limits, RefusedError, refuse_beyond

_UNREADABLE: Final = (CalamineError, XmlError, ZipError)
_Cell = float | bool | date | datetime | time | timedelta


def read_workbook(content: bytes, limits: Limits, *, is_calculated: bool) -> tuple[Sheet, ...]:
    """Return the worksheets of a checked Excel workbook, each from cell A1.

    Args:
        content: its bytes.
        limits: what it may hold.
        is_calculated: whether a cell may hold a formula or an error.

    Raises:
        RefusedError: it is damaged, protected, or holds more than it may.
    """
    try:
        workbook = load_workbook(io.BytesIO(content))
        sheets = tuple(
            Sheet(described.name, _as_rows(workbook.get_sheet_by_name(described.name)))
            for described in workbook.sheets_metadata
            if described.typ == SheetTypeEnum.WorkSheet
        )
    except PasswordError as error:
        raise RefusedError(Problem("R-FILE-05")) from error
    except _UNREADABLE as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    longest = max(
        (max(map(len, row), default=0) for sheet in sheets for row in sheet.rows), default=0
    )
    refuse_beyond("R-FILE-11", longest, limits.cell_length)
    return _with_valueless(sheets, content) if is_calculated else sheets


def _with_valueless(sheets: tuple[Sheet, ...], content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets with the text of cells that hold no value, and where these are."""
    found = cells_without_value(content)
    return tuple(_put_in(sheet, found.get(sheet.name, {})) for sheet in sheets)


def _put_in(sheet: Sheet, texts: Mapping[CellAt, str]) -> Sheet:
    if not texts:
        return sheet
    height = max(len(sheet.rows), *(row for row, _ in texts))
    width = max(*(len(row) for row in sheet.rows), 0, *(column + 1 for _, column in texts))
    rows = [list(row) for row in sheet.rows] + [[] for _ in range(height - len(sheet.rows))]
    rows = [row + [""] * (width - len(row)) for row in rows]
    for (row, column), text in texts.items():
        rows[row - 1][column] = text
    return Sheet(sheet.name, tuple(map(tuple, rows)), frozenset(texts))


def _as_rows(sheet: CalamineSheet) -> tuple[tuple[str, ...], ...]:
    # Most cells are text, and lists are the quickest way to build: this decides how fast we read.
    return tuple(
        [
            tuple([cell.strip() if isinstance(cell, str) else _as_text(cell) for cell in row])
            for row in sheet.to_python(skip_empty_area=False)
        ]
    )


def _as_text(cell: _Cell) -> str:
    """Return a cell as text: whole numbers without a point, days and moments as ISO 8601."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell)
