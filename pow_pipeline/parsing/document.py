"""The document that every parser returns, and checks that apply to all of its cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from pow_pipeline.model.documents import CellAt, Problem, Sheet
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from pow_pipeline.parsing.values import StoredNumber

Row = tuple[str, ...]
_LONGEST_NAME: Final = 255
# Control characters except tab and line ends, lone surrogates and Unicode noncharacters.
UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """The worksheets of a document, and the name and text of each custom property."""

    sheets: tuple[Sheet, ...]
    properties: tuple[tuple[str, str], ...] = ()


def check_names(document: Document, limits: Limits) -> None:
    """Refuse a document with an implausible name, because every row stores the worksheet name.

    Raises:
        RefusedError: a name or a property is too long or contains an invalid character.
    """
    names = [name for sheet in document.sheets for name in (sheet.name, sheet.records_at)]
    names += [name for name, _ in document.properties]
    texts = [text for _, text in document.properties]
    refuse_beyond("R-FILE-11", max(map(len, names), default=0), _LONGEST_NAME)
    refuse_beyond("R-FILE-11", max(map(len, texts), default=0), limits.cell_length)
    for name, text in (*zip(names, names, strict=True), *document.properties):
        if unseen := UNSEEN.search(text):
            place = repr(name)[1:-1]  # the printable form of the name
            raise RefusedError(Problem("R-TEXT-01", cell=place, found=repr(unseen.group())))


def check_cells(sheets: Sequence[Sheet], limits: Limits) -> None:
    """Refuse a document whose text is too long or contains an invalid character.

    Raises:
        RefusedError: a text is too long, all texts together are, or a character is invalid.
    """
    together = 0  # counted per cell, because many cells can share one stored text
    for sheet in sheets:
        # One call for all cells: most worksheets have many small rows.
        lengths = list(map(len, chain.from_iterable(sheet.rows)))
        refuse_beyond("R-FILE-11", max(lengths, default=0), limits.cell_length)
        together += sum(lengths)
        refuse_beyond("R-FILE-08", together, limits.inflated_bytes)
        if UNSEEN.search("\n".join(chain.from_iterable(sheet.rows))):
            raise RefusedError(_unseen_in(sheet))


def check_grid(rows: int, columns: int, limits: Limits, *, before: int = 0) -> int:
    """Refuse a worksheet that is too large, and return the total number of cells so far.

    Args:
        rows: number of the last row.
        columns: number of columns.
        limits: limits for a document.
        before: number of cells in the previous worksheets.

    Raises:
        RefusedError: the worksheet is too large.
    """
    refuse_beyond("R-FILE-09", rows, limits.rows)
    refuse_beyond("R-FILE-10", columns, limits.columns)
    refuse_beyond("R-FILE-14", before + rows * columns, limits.cells)
    return before + rows * columns


def in_sight(problem: Problem) -> Problem:
    """Return the problem with invalid characters replaced; a key of a JSON record can have them."""
    found, cell = (
        UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text) for text in (problem.found, problem.cell)
    )
    return replace(problem, found=found, cell=cell)


def stored_numbers(rows: Iterable[Row]) -> frozenset[CellAt]:
    """Return the cells that store a number whose text is ambiguous, see `StoredNumber`."""
    return frozenset(
        (number, place)
        for number, row in enumerate(rows, start=1)
        for place, cell in enumerate(row)
        if type(cell) is StoredNumber
    )


def put_in(sheet: Sheet, texts: dict[CellAt, str]) -> Sheet:
    """Return the worksheet with these texts in its cells, enlarged if needed."""
    if not texts:
        return sheet
    height = max(len(sheet.rows), *(row for row, _ in texts))
    width = max(*(len(row) for row in sheet.rows), 0, *(column + 1 for _, column in texts))
    rows = [list(row) for row in sheet.rows] + [[] for _ in range(height - len(sheet.rows))]
    rows = [row + [""] * (width - len(row)) for row in rows]
    for (row, column), text in texts.items():
        rows[row - 1][column] = text
    return replace(sheet, rows=tuple(map(tuple, rows)))


def _unseen_in(sheet: Sheet) -> Problem:
    """Return the problem of the first cell with an invalid character."""
    return next(
        Problem(
            "R-TEXT-01",
            cell=sheet.address(place, number),
            found=repr(unseen.group()),
            sheet=sheet.name,
        )
        for number, row in enumerate(sheet.rows, start=1)
        for place, cell in enumerate(row)
        if (unseen := UNSEEN.search(cell))
    )
