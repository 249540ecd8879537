"""Where the table of a form stands: its header row, the columns it names, the rows below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pow_pipeline.model import Sheet
from schemas.matching import matching_key
from schemas.programme import Programme

_FEWEST_NAMES: Final = 2  # one known name may be a label; two in a row are a header


@dataclass(frozen=True)
class Header:
    """The row of a sheet that names its columns.

    Attributes:
        row: its number in the sheet, from 1.
        names: the column that each of its cells names, '' for none.
    """

    sheet: Sheet
    row: int
    names: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the header row."""
        return self.sheet.rows[self.row - 1]

    @property
    def width(self) -> int:
        """How many different columns it names."""
        return len(set(self.names) - {""})

    def rows_above(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield number and cells of each row above the header."""
        yield from enumerate(self.sheet.rows[: self.row - 1], start=1)

    def rows_below(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield number and cells of each row below the header that has anything in it."""
        for number, cells in enumerate(self.sheet.rows[self.row :], start=self.row + 1):
            if any(cells):
                yield number, cells


def find_headers(sheets: Sequence[Sheet], programme: Programme) -> list[Header]:
    """Return the header of each sheet that has one, those with most columns first."""
    found = [header for sheet in sheets if (header := _find_header(sheet, programme))]
    return sorted(found, key=lambda header: -header.width)


def _find_header(sheet: Sheet, programme: Programme) -> Header | None:
    """Return the first row that names every required column, else the one that names most."""
    required = set(programme.required_columns)
    best: Header | None = None
    for row, cells in enumerate(sheet.rows[: programme.thresholds.header_rows], start=1):
        names = tuple(programme.column_names.get(matching_key(cell), "") for cell in cells)
        header = Header(sheet, row, names)
        if required <= set(names):
            return header
        if header.width >= _FEWEST_NAMES and (best is None or header.width > best.width):
            best = header
    return best


def cell_address(column: int, row: int) -> str:
    """Return the address of a cell: column from 0, row from 1, so that (0, 1) is A1."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """Return the letters of a column, from 0: A to Z, then AA and on."""
    letters = ""
    left = column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
