"""Parses OpenDocument spreadsheets into rows of text, from their checked XML.

The file stores repeated cells and rows once, with a repeat count of up to a million. Empty cells
up to the end of a worksheet are left out, and the others are counted before they are expanded. The
parser for Excel workbooks also supports this format, but it does not return hidden rows and
columns, and its errors are not reliable.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.addresses import cell_address
from pow_pipeline.model.documents import CellAt, Problem, Sheet
from pow_pipeline.parsing.document import (
    Document,
    check_grid,
    stored_numbers,
)
from pow_pipeline.parsing.limits import Limits, RefusedError
from pow_pipeline.parsing.markup import local_name
from pow_pipeline.parsing.merged_cells import MergedRange, covered_cells
from pow_pipeline.parsing.opendocument.cells import TABLE, Cell, read_cell
from pow_pipeline.parsing.opendocument.styles import Styles, read_styles
from pow_pipeline.parsing.properties import opendocument_properties
from pow_pipeline.parsing.values import UncertainNumberError

_CONTENT: Final = "content.xml"
_HIDDEN: Final = ("collapse", "filter")
_GROUPS: Final = ("table-row-group", "table-column-group")
_ELSEWHERE: Final = ("tracked-changes", "dde-links")  # their content is not part of any worksheet
_CELLS: Final = ("table-cell", "covered-table-cell")
_EMPTY: Final = Cell("")
_Fill = tuple[range, str]


@dataclass
class _Table:
    """A worksheet during parsing; rows without text are only counted until a row has text."""

    name: str
    is_hidden: bool
    styles: Styles
    limits: Limits
    cells_before: int
    rows: list[list[str]] = field(default_factory=list)
    empty_rows: int = 0
    width: int = 0
    column: int = 0
    hidden_groups: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    column_styles: dict[int, str] = field(default_factory=dict)
    fills: list[tuple[int, range, str]] = field(default_factory=list)
    valueless: set[CellAt] = field(default_factory=set)
    padded: set[tuple[int, int, str]] = field(default_factory=set)
    merged: list[MergedRange] = field(default_factory=list)
    covered: set[CellAt] = field(default_factory=set)

    def as_sheet(self) -> Sheet:
        """Return the worksheet from cell A1 to the last row and column with text."""
        height, width = len(self.rows), self.width
        rows = tuple((*row, *[""] * (width - len(row))) for row in self.rows)
        return Sheet(
            self.name,
            rows,
            frozenset(self.valueless),
            is_hidden=self.is_hidden,
            hidden_rows=frozenset(row for row in self.hidden_rows if row <= height),
            hidden_columns=frozenset(place for place in self.hidden_columns if place < width),
            covered=covered_cells(rows, self.merged, self.covered),
            stored_numbers=stored_numbers(rows),
            padded=frozenset(self.padded),
            coloured=frozenset(
                (row, place, fill)
                for row, places, fill in self.fills
                for place in places
                if place < width
            ),
        )


def read_opendocument(entries: Mapping[str, bytes], limits: Limits) -> Document:
    """Return the worksheets of an OpenDocument spreadsheet, each from cell A1.

    Raises:
        RefusedError: the spreadsheet is damaged or too large.
    """
    styles = read_styles(entries)
    try:
        sheets = tuple(_read_sheets(entries[_CONTENT], styles, limits))
    except (ET.ParseError, ValueError, KeyError, OverflowError, RecursionError) as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    return Document(sheets, opendocument_properties(entries))


def _read_sheets(content: bytes, styles: Styles, limits: Limits) -> Iterator[Sheet]:
    table: _Table | None = None
    cells = 0
    for is_start, name, element in _elements(content):
        if name == "style" and not is_start:
            styles.add(element)
        elif name == "table" and is_start:
            if table:
                raise ValueError(name)  # a table in a cell; no spreadsheet program writes this
            table = _begin_table(element, styles, limits, cells)
        elif name == "table" and table:
            cells += len(table.rows) * table.width
            yield table.as_sheet()
            table = None
        elif table:
            _add(name, element, table, is_start=is_start)


def _elements(content: bytes) -> Iterator[tuple[bool, str, ET.Element]]:
    """Yield the start and the end of each element, except those that belong to no worksheet."""
    elsewhere = 0
    for event, element in ET.iterparse(io.BytesIO(content), ["start", "end"]):  # noqa: S314 -- checked
        name, is_start = local_name(element), event == "start"
        if name in _ELSEWHERE:
            elsewhere += 1 if is_start else -1
        elif not elsewhere:
            yield is_start, name, element


def _add(name: str, element: ET.Element, table: _Table, *, is_start: bool) -> None:
    if name in _GROUPS and element.get(f"{TABLE}display") == "false":
        table.hidden_groups += 1 if is_start else -1
    elif name == "table-column" and not is_start:
        _add_columns(element, table)
    elif name == "table-row" and not is_start:
        _add_rows(element, table)
        element.clear()


def _begin_table(element: ET.Element, styles: Styles, limits: Limits, cells: int) -> _Table:
    is_hidden = element.get(f"{TABLE}style-name") in styles.hidden_sheets
    return _Table(element.get(f"{TABLE}name", ""), is_hidden, styles, limits, cells)


def _add_columns(columns: ET.Element, table: _Table) -> None:
    end = min(table.column + _repeated(columns, "columns"), table.limits.columns)
    places = range(table.column, end)
    table.column = max(end, table.column)
    if columns.get(f"{TABLE}visibility") in _HIDDEN or table.hidden_groups:
        table.hidden_columns.update(places)
    if style := columns.get(f"{TABLE}default-cell-style-name"):
        table.column_styles.update(dict.fromkeys(places, style))


def _add_rows(row: ET.Element, table: _Table) -> None:
    """Add a row, repeated as often as the file says."""
    repeated, first = _repeated(row, "rows"), len(table.rows) + table.empty_rows + 1
    if row.get(f"{TABLE}visibility") in _HIDDEN or table.hidden_groups:
        end = min(first + repeated, table.limits.rows + 1)
        table.hidden_rows.update(range(first, end))
    cells, fills = _cells_of(row, table)
    if not cells:
        table.empty_rows += repeated
        return
    table.width = max(table.width, len(cells))
    last = first + repeated - 1
    check_grid(last, table.width, table.limits, before=table.cells_before)
    table.rows += [[] for _ in range(table.empty_rows)]
    table.empty_rows = 0
    for number in range(first, last + 1):
        table.rows.append([cell.text for cell in cells])
        table.valueless.update((number, at) for at, cell in enumerate(cells) if cell.is_valueless)
        table.covered.update((number, at) for at, cell in enumerate(cells) if cell.is_covered)
        table.padded.update((number, at, c.padded) for at, c in enumerate(cells) if c.padded)
        table.fills += [(number, places, fill) for places, fill in fills]


def _cells_of(row: ET.Element, table: _Table) -> tuple[list[Cell], list[_Fill]]:
    """Return the cells of a row up to the last one with text, and the fills of its empty cells."""
    row_style = row.get(f"{TABLE}default-cell-style-name", "")
    cells: list[Cell] = []
    fills: list[_Fill] = []
    end = 0
    for element in row:
        if local_name(element) not in _CELLS:
            continue
        first, end = end, end + _repeated(element, "columns")
        try:
            cell = read_cell(element, table.limits)
        except UncertainNumberError as error:
            at = cell_address(len(table.rows) + table.empty_rows + 1, first)
            problem = Problem("R-CELL-02", cell=at, found=str(error), sheet=table.name)
            raise RefusedError(problem) from error
        if merged := _merged_at(element, table, first):
            table.merged.append(merged)
        if cell.text:
            check_grid(1, end, table.limits)
            is_covered = element.tag == f"{TABLE}covered-table-cell"
            cell = replace(cell, is_covered=True) if is_covered else cell
            cells += [_EMPTY] * (first - len(cells)) + [cell] * (end - first)
        else:
            style = element.get(f"{TABLE}style-name", row_style)
            fills += _fills_of(range(first, min(end, table.limits.columns)), style, table)
    return cells, fills


def _merged_at(cell: ET.Element, table: _Table, column: int) -> MergedRange | None:
    """Return the merged range that starts at a cell of the row being added, if any."""
    rows = int(cell.get(f"{TABLE}number-rows-spanned", "1"))
    columns = int(cell.get(f"{TABLE}number-columns-spanned", "1"))
    if rows == columns == 1:
        return None
    row = len(table.rows) + table.empty_rows + 1
    return (row, column), (row + rows - 1, column + columns - 1)


def _fills_of(places: range, style: str, table: _Table) -> list[_Fill]:
    """Return the fills of empty cells, from their own style or else the style of their columns."""
    if style:
        fill = table.styles.fill(style)
        return [(places, fill)] if fill else []
    by_column = ((at, table.styles.fill(table.column_styles.get(at, ""))) for at in places)
    return [(range(at, at + 1), fill) for at, fill in by_column if fill]


def _repeated(element: ET.Element, what: str) -> int:
    repeated = int(element.get(f"{TABLE}number-{what}-repeated", "1"))
    if repeated < 1:
        raise ValueError(repeated)
    return repeated
