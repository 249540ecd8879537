"""Checks the size of Excel worksheets before the workbook parser allocates memory for them.

A small file can declare a single cell in the last row of the last column. The workbook parser
would then allocate all cells before it.
"""

import io
import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.addresses import column_of
from pow_pipeline.model.documents import CellAt, Problem
from pow_pipeline.parsing.document import check_grid
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from pow_pipeline.parsing.markup import local_name

_SHEETS: Final = "xl/worksheets/"
_TEXTS: Final = "xl/sharedStrings"
_CELLS_BEGIN: Final = b"sheetData"
# Content that Excel shows but the workbook parser drops or leaves encoded: text in CDATA, and codes
# for characters beyond the first 256. The literal text of such a code is stored with an escape
# (_x005F) and is accepted.
_CDATA: Final = b"<![CDATA["
_BEGIN_OF_CODE: Final = b"_x"
_UNREAD_CODE: Final = re.compile(rb"(?<!_x005F)(?<!_x005f)_x(?!00)[0-9A-Fa-f]{4}_")
# Declared counts: the workbook parser allocates memory for them at once.
_HUGE_COUNT: Final = re.compile(rb"ount\s*=\s*[\"'][^\"']*?([0-9]{7,}|&)")
_BOOK: Final = "xl/"
_ANY_CELL: Final = tuple(
    before + b"c" + after
    for before in (b"<", b":")
    for after in (b" ", b">", b"/", b"\n", b"\r", b"\t")
)
_PLAIN_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')  # as most programs write it
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = b"0123456789"
_ADDRESS: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def check_sheets(entries: Mapping[str, bytes], limits: Limits) -> None:
    """Refuse a workbook with worksheets that are too large or define a cell twice.

    Raises:
        RefusedError: a worksheet is too large, defines a cell twice or holds content that the
            workbook parser would drop.
    """
    cells = 0
    for name, inflated in entries.items():
        if holds_cells(name, inflated):
            cells = check_grid(*_reach_of(inflated, limits), limits, before=cells)
        if name.startswith((_SHEETS, _TEXTS)):
            _refuse_unread(inflated)
        if name.startswith(_BOOK) and (count := _HUGE_COUNT.search(inflated)):
            found, expected = count[1].decode(), (f"{limits.cells}",)
            raise RefusedError(Problem("R-FILE-14", found=found, expected=expected))


def holds_cells(name: str, inflated: bytes) -> bool:
    """Return whether an archive entry can be a worksheet; its path alone does not prove it."""
    return name.startswith(_SHEETS) or _CELLS_BEGIN in inflated


def _refuse_unread(inflated: bytes) -> None:
    if _CDATA in inflated:
        raise RefusedError(Problem("R-FILE-01"))
    if _BEGIN_OF_CODE in inflated and (code := _UNREAD_CODE.search(inflated)):
        raise RefusedError(Problem("R-FILE-01", found=code.group().decode()))


def _reach_of(sheet: bytes, limits: Limits) -> tuple[int, int]:
    """Return the number of the last row and the number of columns of a worksheet."""
    plain = _PLAIN_CELL.findall(sheet)
    if len(plain) != sum(map(sheet.count, _ANY_CELL)):
        return _exact_reach_of(sheet, limits)
    if len(set(plain)) < len(plain):
        raise RefusedError(Problem("R-FILE-01"))
    columns = {address.rstrip(_DIGITS) for address in plain}
    rows = {address.lstrip(_LETTERS) for address in plain}
    return max(map(int, rows), default=0), max(map(column_of, columns), default=-1) + 1


def _exact_reach_of(sheet: bytes, limits: Limits) -> tuple[int, int]:
    """Return the result of `_reach_of` for unusual XML, by going through every element."""
    row, column, columns = 0, -1, 0
    rows: set[int] = set()
    seen: set[CellAt] = set()
    try:
        for _, element in ET.iterparse(io.BytesIO(sheet), ["start"]):  # noqa: S314 -- checked
            name = local_name(element)
            if name == "row":
                row, column = int(element.get("r", row + 1)), -1
            elif name == "c":
                row, column = _place_of(element.get("r"), row, column)
                refuse_beyond("R-FILE-09", row, limits.rows)
                refuse_beyond("R-FILE-10", column + 1, limits.columns)
                _refuse_repeated((row, column), seen)
                rows.add(row)
                columns = max(columns, column + 1)
            element.clear()
    except (ET.ParseError, ValueError) as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    return max(rows, default=0), columns


def _refuse_repeated(cell: CellAt, seen: set[CellAt]) -> None:
    if cell in seen:
        raise RefusedError(Problem("R-FILE-01"))
    seen.add(cell)


def _place_of(address: str | None, row: int, column: int) -> CellAt:
    """Return the position of a cell: its address, or else the cell right of the previous one."""
    if address is None:
        return row, column + 1
    match = _ADDRESS.fullmatch(address)
    if not match:
        raise ValueError(address)
    return int(match[2]), column_of(match[1].encode())
