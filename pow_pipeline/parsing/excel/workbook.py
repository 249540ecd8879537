"""Parses Excel workbooks into rows of text, with one fixed conversion to text per cell type."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from pow_pipeline.addresses import cell_address
from pow_pipeline.model.documents import Problem, Sheet
from pow_pipeline.parsing.document import Document, Row, put_in, stored_numbers
from pow_pipeline.parsing.excel.formats import CellFormats, read_formats
from pow_pipeline.parsing.excel.grid import check_sheets, holds_cells
from pow_pipeline.parsing.excel.marks import has_marks, read_marks
from pow_pipeline.parsing.excel.merged_cells import merged_ranges
from pow_pipeline.parsing.limits import Limits, RefusedError
from pow_pipeline.parsing.markup import child_of, children, parse
from pow_pipeline.parsing.merged_cells import covered_cells
from pow_pipeline.parsing.properties import workbook_properties
from pow_pipeline.parsing.values import (
    UncertainNumberError,
    duration_text,
    moment_text,
    number_text,
    truth_text,
)

_Cell = str | float | bool | date | datetime | time | timedelta
_PANIC: Final = "PanicException"  # raised by the Rust parser; not a subclass of Exception


def read_workbook(content: bytes, entries: Mapping[str, bytes], limits: Limits) -> Document:
    """Return the worksheets of an Excel workbook, each from cell A1.

    Args:
        content: bytes of the workbook.
        entries: checked entries of its archive.
        limits: limits for a document.

    Raises:
        RefusedError: the workbook is damaged, protected or too large.
    """
    check_sheets(entries, limits)
    sheets = _with_marks(_read_sheets(content), entries)
    return Document(
        tuple(sheet for sheet in sheets if sheet is not None), workbook_properties(entries)
    )


def _read_sheets(content: bytes) -> list[Sheet | None]:
    """Return the sheets in workbook order; None for a sheet without cells, such as a chart."""
    try:
        workbook = load_workbook(io.BytesIO(content))
        return [_read_sheet(workbook, number) for number in range(len(workbook.sheet_names))]
    except PasswordError as error:  # `read.py` refuses most of these before
        raise RefusedError(Problem("R-FILE-05")) from error
    except (CalamineError, OverflowError, ValueError) as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise RefusedError(Problem("R-FILE-01")) from error


def _read_sheet(workbook: CalamineWorkbook, number: int) -> Sheet | None:
    metadata = workbook.sheets_metadata[number]
    if metadata.typ != SheetTypeEnum.WorkSheet:
        return None
    rows = _as_rows(workbook.get_sheet_by_index(number), metadata.name)
    return Sheet(
        metadata.name,
        rows,
        is_hidden=metadata.visible != SheetVisibleEnum.Visible,
        stored_numbers=stored_numbers(rows),
    )


def _with_marks(
    sheets: Sequence[Sheet | None], entries: Mapping[str, bytes]
) -> Sequence[Sheet | None]:
    """Return the worksheets with their marks, see `marks`."""
    formats = read_formats(entries)
    if not formats and not any(
        has_marks(inflated) or merged_ranges(inflated)
        for name, inflated in entries.items()
        if holds_cells(name, inflated)
    ):
        return sheets
    contents = [entries.get(path, b"") for path in _sheet_paths(entries)]
    if len(contents) != len(sheets):
        raise RefusedError(Problem("R-FILE-01"))
    return [
        _with_marks_of(sheet, content, formats) if sheet else None
        for sheet, content in zip(sheets, contents, strict=True)
    ]


def _with_marks_of(sheet: Sheet, content: bytes, formats: CellFormats) -> Sheet:
    if not formats and not has_marks(content):
        return replace(sheet, covered=covered_cells(sheet.rows, merged_ranges(content)))
    width = len(sheet.rows[0]) if sheet.rows else 0
    marks = read_marks(content, height=len(sheet.rows), width=width, formats=formats)
    sheet = put_in(sheet, marks.percentages | marks.valueless)
    return replace(
        sheet,
        valueless=frozenset(marks.valueless),
        hidden_rows=frozenset(row for row in marks.hidden_rows if row <= len(sheet.rows)),
        hidden_columns=frozenset(marks.hidden_columns),
        covered=covered_cells(sheet.rows, merged_ranges(content)),
        padded=frozenset(marks.padded),
        coloured=frozenset(
            (row, column, colour)
            for row, column, colour in marks.coloured
            if not sheet.rows[row - 1][column]
        ),
    )


def _sheet_paths(entries: Mapping[str, bytes]) -> list[str]:
    """Return the archive entry of each sheet, in the order of the workbook."""
    links = parse(entries.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = children(child_of(parse(entries["xl/workbook.xml"]), "sheets"), "sheet")
    ids = [
        next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        for sheet in sheets
    ]
    return [_full_path(targets.get(link, "")) for link in ids]


def _full_path(target: str) -> str:
    if target.startswith("/"):
        return target.removeprefix("/")
    return target if target.startswith("xl/") else f"xl/{target}"


def _as_rows(sheet: CalamineSheet, name: str) -> tuple[Row, ...]:
    # This loop dominates the parse time. Most cells are text, and list comprehensions are fastest.
    rows = sheet.to_python(skip_empty_area=False)
    try:
        return tuple(
            [
                tuple([cell.strip() if isinstance(cell, str) else _as_text(cell) for cell in row])
                for row in rows
            ]
        )
    except UncertainNumberError as error:
        raise RefusedError(_uncertain_in(rows, name)) from error


def _as_text(cell: _Cell) -> str:
    """Return a cell as text, converted by the rule for its type."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return truth_text(value=cell)
    if isinstance(cell, float | int):
        return number_text(cell)
    return duration_text(cell) if isinstance(cell, timedelta) else moment_text(cell)


def _uncertain_in(rows: Sequence[Sequence[_Cell]], name: str) -> Problem:
    """Return the problem of the first number whose digits are uncertain."""
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            try:
                _as_text(cell)
            except UncertainNumberError as error:
                at, found = cell_address(number, place), str(error)
                return Problem("R-CELL-02", cell=at, found=found, sheet=name)
    raise AssertionError  # the caller saw an uncertain number
