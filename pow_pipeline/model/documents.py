"""Parsed documents: worksheets of text with their cells, and problems that prevent parsing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pow_pipeline.addresses import cell_address
from pow_pipeline.model.deliveries import Delivery

CellAt = tuple[int, int]  # row as numbered in the worksheet, from 1; column from 0


@dataclass(frozen=True)
class Sheet:
    """One worksheet as rows of text; `rows[0][0]` is cell A1 and an empty cell is ''.

    Attributes:
        valueless: cells that contain an error, or a formula without a stored result; their text
            in `rows` is the error or the formula.
        is_hidden: whether the worksheet is hidden.
        hidden_rows: numbers of hidden rows, from 1.
        hidden_columns: numbers of hidden columns, from 0.
        covered: cells with a value that are hidden under a merged cell.
        coloured: cells without a value that have a fill colour: row, column, colour as `#RRGGBB`.
        stored_numbers: cells stored as a number whose text, such as 1.125, could be parsed as
            another number if it had been typed.
        padded: cells whose whole number is shown with leading zeros: row, column, shown text.
        records_from: for records (JSON, Parquet), the number of the row with their keys; 0 for a
            worksheet of cells. Rows above it are labelled values; each row below it is one record.
        records_at: for records, the key of their list; '' if the document is the list.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    valueless: frozenset[CellAt] = frozenset()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    covered: frozenset[CellAt] = frozenset()
    coloured: frozenset[tuple[int, int, str]] = frozenset()
    stored_numbers: frozenset[CellAt] = frozenset()
    padded: frozenset[tuple[int, int, str]] = frozenset()
    records_from: int = 0
    records_at: str = ""

    def address(self, column: int, row: int) -> str:
        """Return the address of a cell: column from 0, row from 1, so that (0, 1) is A1.

        The address of a value of a record has the number of the record, from 1, and the key.
        """
        header = self.records_from
        if not header or row == header:
            return self.records_at if header else cell_address(row, column)
        if row < header:
            return self.rows[row - 1][0]
        return f"{self.records_at}[{row - header}].{self.rows[header - 1][column]}"


@dataclass(frozen=True)
class Problem:
    """The reason why a file cannot be parsed.

    Attributes:
        rule: code of the rule that the file violates.
        found: text that was found; '' if there is none.
        expected: valid values, as far as they are known.
        cell: address of the cell; in a text file `A` and the line number; in records a key; '' if
            unknown.
        sheet: name of the worksheet, in a workbook.
    """

    rule: str
    found: str = ""
    expected: tuple[str, ...] = ()
    cell: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Reading:
    """Result of parsing a delivery: its worksheets, or the reason why it could not be parsed.

    Attributes:
        properties: name and text of each custom property of the document.
        failure: if parsing failed through a bug, the type and line of the error, without contents;
            otherwise ''.
    """

    delivery: Delivery
    sheets: tuple[Sheet, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None
    failure: str = ""


@dataclass(frozen=True)
class Contents:
    """Contents of a delivery, returned to its sender with marked findings.

    Attributes:
        sheets: worksheets with data of the sender.
        properties: name and text of each custom property of the document.
        table: index of the worksheet with the activities, from 0; None if not found.
        header_row: number of the header row of that table, from 1; 0 if not found.
        columns: maps each known column to its number, from 0.
    """

    sheets: tuple[Sheet, ...]
    properties: tuple[tuple[str, str], ...] = ()
    table: int | None = None
    header_row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
