"""Excel workbooks as text: each cell once, by rule, so that what a row says is what was typed."""

import io
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

from pow_pipeline.model import Sheet

_UNREADABLE: Final = (CalamineError, PasswordError, XmlError, ZipError)
_Cell = float | bool | date | datetime | time | timedelta


class UnreadableWorkbookError(Exception):
    """The bytes are no workbook that can be read without a password."""


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Return the worksheets of an Excel workbook, each from cell A1.

    Raises:
        UnreadableWorkbookError: it is none, is damaged, or has a password.
    """
    try:
        workbook = load_workbook(io.BytesIO(content))
        return tuple(
            Sheet(described.name, _as_rows(workbook.get_sheet_by_name(described.name)))
            for described in workbook.sheets_metadata
            if described.typ == SheetTypeEnum.WorkSheet
        )
    except _UNREADABLE as error:
        raise UnreadableWorkbookError from error


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
