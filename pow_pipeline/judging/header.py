"""Where the table of a form stands: its header row, the columns it names, the rows below."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pow_pipeline.model import Sheet
from schemas.matching import matching_key
from schemas.programme import ALWAYS_REQUIRED

_OF_ACTIVITIES: Final = frozenset(ALWAYS_REQUIRED)
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

    def rows_above(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield number and cells of each row above the header."""
        yield from enumerate(self.sheet.rows[: self.row - 1], start=1)

    def rows_below(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield number and cells of each row below the header that has anything in it."""
        for number, cells in enumerate(self.sheet.rows[self.row :], start=self.row + 1):
            if any(cells):
                yield number, cells


def find_headers(
    sheets: Sequence[Sheet],
    names: Mapping[str, str],
    *,
    required: Collection[str],
    within: int,
) -> list[Header]:
    """Return the header of each sheet that has one; the visible and those with most columns first.

    Args:
        sheets: where to look.
        names: the column that each known name means, by matching key.
        required: the columns that a header must name to be preferred over any other row.
        within: how many rows from the top it must stand.
    """
    found = [header for sheet in sheets if (header := _find_header(sheet, names, required, within))]
    return sorted(found, key=lambda header: (header.sheet.is_hidden, -header.width))


def _find_header(
    sheet: Sheet, names: Mapping[str, str], required: Collection[str], within: int
) -> Header | None:
    """Return the first row that names every required column, else the one that names most."""
    best: Header | None = None
    first, last = (sheet.records_from,) * 2 if sheet.records_from else (1, within)
    for row, cells in enumerate(sheet.rows[first - 1 : last], start=first):
        header = Header(sheet, row, tuple(names.get(matching_key(cell), "") for cell in cells))
        if set(required) <= set(header.names):
            return header
        if header.width >= _FEWEST_NAMES and (best is None or header.width > best.width):
            best = header
    return best
