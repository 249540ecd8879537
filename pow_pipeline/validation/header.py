"""Finds the table in a form: its header row, its columns and the rows below."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pow_pipeline.model.documents import Sheet
from schemas.programme.consistency import ALWAYS_REQUIRED
from schemas.text.headings import Headings, find_heading_row

_OF_ACTIVITIES: Final = frozenset(ALWAYS_REQUIRED)
_FEWEST_NAMES: Final = 2  # a header of activities names more activity columns than this
_FURTHER: Final = 50  # factor on the number of rows searched, to find a header that is too low


@dataclass(frozen=True)
class Header:
    """The row of a worksheet that names its columns.

    Attributes:
        row: row number in the worksheet, from 1.
        names: column that each cell names; '' if none.
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
        """The number of different columns that it names."""
        return len(set(self.names) - {""})

    @property
    def is_of_activities(self) -> bool:
        """Whether it is a header of activities, even if a column is missing."""
        named = len(_OF_ACTIVITIES & set(self.names))
        return named > _FEWEST_NAMES or (named == _FEWEST_NAMES and "activity_id" in self.names)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The index of each column, from 0; for a duplicate column, its first index."""
        columns: dict[str, int] = {}
        for place, name in enumerate(self.names):
            if name:
                columns.setdefault(name, place)
        return columns

    def with_columns(self, names: Collection[str]) -> "Header":
        """Return the header with an empty column added for each name that it lacks."""
        added = tuple(name for name in names if name not in self.names)
        empty = ("",) * len(added)
        sheet = replace(self.sheet, rows=tuple((*row, *empty) for row in self.sheet.rows))
        return Header(sheet, self.row, (*self.names, *added))

    def rows_above(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the number and the cells of each row above the header."""
        yield from enumerate(self.sheet.rows[: self.row - 1], start=1)

    def rows_below(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the number and the cells of each non-empty row below the header."""
        for number, cells in enumerate(self.sheet.rows[self.row :], start=self.row + 1):
            if any(cells):
                yield number, cells


def find_headers(sheets: Sequence[Sheet], headings: Headings, *, within: int) -> list[Header]:
    """Return the header of each worksheet that has one.

    Headers on visible worksheets come first, then those with the most columns.

    Args:
        sheets: the worksheets to search.
        headings: the known headings; a row that names all required columns is preferred.
        within: number of rows from the top to search.
    """
    headers = [header for sheet in sheets if (header := _find_header(sheet, headings, 1, within))]
    return sorted(headers, key=lambda header: (header.sheet.is_hidden, -header.width))


def find_headers_below(sheets: Sequence[Sheet], headings: Headings, *, within: int) -> list[Header]:
    """Return the headers of activities that are below the first `within` rows, so too low."""
    headers = (
        _find_header(sheet, headings, within + 1, _FURTHER * within)
        for sheet in sheets
        if not sheet.records_from and not sheet.is_hidden
    )
    return [header for header in headers if header and header.is_of_activities]


def _find_header(sheet: Sheet, headings: Headings, first: int, last: int) -> Header | None:
    if sheet.records_from:
        first = last = sheet.records_from
    rows = enumerate(sheet.rows[first - 1 : last], start=first)
    match = find_heading_row(rows, headings)
    return Header(sheet, *match) if match else None
