"""What every reader gives: the sheets of a document, and what may be said of any cell."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pow_pipeline.model import CellAt, Problem, Sheet
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from pow_pipeline.parsing.values import StoredNumber

Row = tuple[str, ...]
Merged = tuple[CellAt, CellAt]  # the first and the last of the cells that are merged
_LONGEST_NAME: Final = 255
# Control characters but tab and line ends, halves of a pair, and what Unicode says is no sign.
UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """The sheets of a document, with name and text of each of its custom properties."""

    sheets: tuple[Sheet, ...]
    properties: tuple[tuple[str, str], ...] = ()


def check_names(document: Document, limits: Limits) -> None:
    """Refuse a document with a name that no person gives: it stands with every row of its sheet.

    Raises:
        RefusedError: a name or a property is too long, or holds a sign that no text holds.
    """
    names = [name for sheet in document.sheets for name in (sheet.name, sheet.records_at)]
    names += [name for name, _ in document.properties]
    texts = [text for _, text in document.properties]
    refuse_beyond("R-FILE-11", max(map(len, names), default=0), _LONGEST_NAME)
    refuse_beyond("R-FILE-11", max(map(len, texts), default=0), limits.cell_length)
    for name, text in (*zip(names, names, strict=True), *document.properties):
        if unseen := UNSEEN.search(text):
            place = repr(name)[1:-1]  # a name that can be shown
            raise RefusedError(Problem("R-TEXT-01", cell=place, found=repr(unseen.group())))


def check_cells(sheets: Sequence[Sheet], limits: Limits) -> None:
    """Refuse a document whose text is too long, or holds a sign that no text holds.

    Raises:
        RefusedError: it does.
    """
    together = 0  # one stored text may stand in many cells
    for sheet in sheets:
        longest = max((max(map(len, row), default=0) for row in sheet.rows), default=0)
        refuse_beyond("R-FILE-11", longest, limits.cell_length)
        together += sum([sum(map(len, row)) for row in sheet.rows])
        refuse_beyond("R-FILE-08", together, limits.inflated_bytes)
        if any(UNSEEN.search("\n".join(row)) for row in sheet.rows):
            raise RefusedError(_unseen_in(sheet))


def check_grid(rows: int, columns: int, limits: Limits, *, before: int = 0) -> int:
    """Refuse a sheet that claims too much; returns the cells of all sheets so far.

    Args:
        rows: the number of its last row.
        columns: the number of its columns.
        limits: what a document may hold.
        before: the cells of the sheets before it.

    Raises:
        RefusedError: it claims too much.
    """
    refuse_beyond("R-FILE-09", rows, limits.rows)
    refuse_beyond("R-FILE-10", columns, limits.columns)
    refuse_beyond("R-FILE-14", before + rows * columns, limits.cells)
    return before + rows * columns


def in_sight(problem: Problem) -> Problem:
    """Return a problem whose texts hold no sign that no text holds, as a key of a record may."""
    found, cell = (
        UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text) for text in (problem.found, problem.cell)
    )
    return replace(problem, found=found, cell=cell)


def stored_numbers(rows: Iterable[Row]) -> frozenset[CellAt]:
    """Return the cells whose text is a number that was stored as one and could mean another."""
    return frozenset(
        (number, place)
        for number, row in enumerate(rows, start=1)
        for place, cell in enumerate(row)
        if type(cell) is StoredNumber
    )


def covered_cells(
    rows: Sequence[Row], merged: Iterable[Merged], marked: Collection[CellAt] = ()
) -> frozenset[CellAt]:
    """Return the cells under merged ones that hold another value than the one that is seen.

    Args:
        rows: the texts of a sheet.
        merged: the ranges of cells that are merged.
        marked: cells with a value that say themselves that they are covered.
    """
    covered, left_over = set(), set(marked)
    for (top, left), (bottom, right) in merged:
        seen = rows[top - 1][left : left + 1] if top <= len(rows) else ()
        for row in range(top, min(bottom, len(rows)) + 1):
            texts = rows[row - 1][left : right + 1]
            left_over.difference_update((row, left + at) for at in range(len(texts)))
            covered |= {
                (row, left + at) for at, text in enumerate(texts) if text not in ("", *seen)
            }
    return frozenset(covered | left_over)


def put_in(sheet: Sheet, texts: dict[CellAt, str]) -> Sheet:
    """Return the sheet with these texts in its cells, made larger where needed."""
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
    """Return what is wrong with the first cell that holds a sign that no text holds."""
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
