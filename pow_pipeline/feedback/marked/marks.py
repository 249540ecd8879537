"""Finds the cells of the sender's worksheets that the findings of a message are about.

`data.py` marks these cells: it draws the border and adds the comment.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pow_pipeline.addresses import cell_address, column_of
from pow_pipeline.feedback.findings import FindingText
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.places import PROPERTY
from pow_pipeline.model.documents import CellAt, Contents, Sheet
from pow_pipeline.model.findings import Severity

COLOURS: Final[Mapping[Severity, str]] = {
    "error": "#7A0019",
    "query": "#9A5700",
    "notice": "#4B5563",
}
_ADDRESS: Final = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True)
class Marks:
    """The places of the findings.

    Attributes:
        cells: for each worksheet of the sender, the findings about each cell; the most serious
            first.
        properties: names of the document properties that a finding is about.
    """

    cells: Sequence[Mapping[CellAt, Sequence[FindingText]]]
    properties: frozenset[str]

    @cached_property
    def first(self) -> Mapping[int, tuple[int, str]]:
        """Worksheet and address of the first cell of each finding, by the `id` of the finding."""
        places: dict[int, tuple[int, str]] = {}
        for sheet, cells in enumerate(self.cells):
            for (row, column), findings in cells.items():
                for finding in findings:
                    places.setdefault(id(finding), (sheet, cell_address(row, column)))
        return places


def place_marks(message: Message, contents: Contents | None) -> Marks:
    """Return the places of the findings of a message in the sender's worksheets."""
    sheets = contents.sheets if contents else ()
    known = [_addresses(sheet) for sheet in sheets]
    places: dict[str, int] = {}
    for place, sheet in enumerate(sheets):
        places.setdefault(sheet.name, place)
    marks: list[dict[CellAt, list[FindingText]]] = [defaultdict(list) for _ in sheets]
    for finding, name, cell in _places(message):
        at = places.get(name)
        if at is not None and (address := known[at].get(cell) or _parsed(cell)):
            marks[at][address].append(finding)
    cells = (cell for _, _, cell in _places(message))
    named = (cell.removeprefix(PROPERTY) for cell in cells if cell.startswith(PROPERTY))
    return Marks(marks, frozenset(named))


def _places(message: Message) -> Iterator[tuple[FindingText, str, str]]:
    for finding in message.findings:
        for cell in finding.group.cells:
            yield finding, finding.group.first.sheet, cell


def _addresses(sheet: Sheet) -> dict[str, CellAt]:
    """Return the cells of records by their address; none for a worksheet of cells."""
    if not sheet.records_from:
        return {}
    return {
        sheet.address(column, row): (row, column)
        for row in range(len(sheet.rows), 0, -1)
        for column in range(len(sheet.rows[row - 1]) - 1, -1, -1)
    }


def _parsed(cell: str) -> CellAt | None:
    match = _ADDRESS.fullmatch(cell)
    return (int(match[2]), column_of(match[1].encode())) if match else None
