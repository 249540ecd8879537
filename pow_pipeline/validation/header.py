"""Where the table of a form stands: its header row, the columns it names, the rows below."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pow_pipeline.model import Sheet
from schemas.programme.programme import ALWAYS_REQUIRED
from schemas.text.headings import Headings, find_heading_row

_OF_ACTIVITIES: Final = frozenset(ALWAYS_REQUIRED)
_FEWEST_NAMES: Final = 2  # of the columns of activities: more make a header of such
_FURTHER: Final = 50  # times as many rows are looked at for a header that stands too low


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

    @property
    def is_of_activities(self) -> bool:
        """Whether activities stand below it, though it may lack a column: other rows are labels."""
        named = len(_OF_ACTIVITIES & set(self.names))
        return named > _FEWEST_NAMES or (named == _FEWEST_NAMES and "activity_id" in self.names)

    @cached_property
    def columns(self) -> dict[str, int]:
        """Where each column stands, from 0; the first place of one that is named twice."""
        columns: dict[str, int] = {}
        for place, name in enumerate(self.names):
            if name:
                columns.setdefault(name, place)
        return columns

    def with_columns(self, names: Collection[str]) -> "Header":
        """Return the header with an empty column for each of these names that it lacks."""
        added = tuple(name for name in names if name not in self.names)
        empty = ("",) * len(added)
        sheet = replace(self.sheet, rows=tuple((*row, *empty) for row in self.sheet.rows))
        return Header(sheet, self.row, (*self.names, *added))

    def rows_above(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield number and cells of each row above the header."""
        yield from enumerate(self.sheet.rows[: self.row - 1], start=1)

    def rows_below(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield number and cells of each row below the header that has anything in it."""
        for number, cells in enumerate(self.sheet.rows[self.row :], start=self.row + 1):
            if any(cells):
                yield number, cells


def find_headers(sheets: Sequence[Sheet], headings: Headings, *, within: int) -> list[Header]:
    """Return the header of each sheet that has one; the visible and those with most columns first.

    Args:
        sheets: where to look.
        headings: what headings may be; a row that names each required column is preferred.
        within: how many rows from the top it must stand.
    """
    found = [header for sheet in sheets if (header := _find_header(sheet, headings, 1, within))]
    return sorted(found, key=lambda header: (header.sheet.is_hidden, -header.width))


def find_headers_below(sheets: Sequence[Sheet], headings: Headings, *, within: int) -> list[Header]:
    """Return the headers of activities that stand below the rows in which a header must stand."""
    found = (
        _find_header(sheet, headings, within + 1, _FURTHER * within)
        for sheet in sheets
        if not sheet.records_from and not sheet.is_hidden
    )
    return [header for header in found if header and header.is_of_activities]


def _find_header(sheet: Sheet, headings: Headings, first: int, last: int) -> Header | None:
    if sheet.records_from:
        first = last = sheet.records_from
    rows = enumerate(sheet.rows[first - 1 : last], start=first)
    found = find_heading_row(rows, headings)
    return Header(sheet, *found) if found else None
