"""Merged ranges of an Excel worksheet."""

import re
from typing import Final

from pow_pipeline.addresses import place_of
from pow_pipeline.model.documents import CellAt
from pow_pipeline.parsing.merged_cells import MergedRange

_MERGED: Final = re.compile(rb"mergeCell\s[^>]*?\bref\s*=\s*[\"']([^\"':]+):([^\"':]+)[\"']")


def merged_ranges(sheet: bytes) -> list[MergedRange]:
    """Return the merged ranges of a worksheet."""
    if b"mergeCell" not in sheet:
        return []
    ranges = ((place_of(one), place_of(other)) for one, other in _MERGED.findall(sheet))
    return [_in_order(one, other) for one, other in ranges if one and other]


def _in_order(one: CellAt, other: CellAt) -> MergedRange:
    """Return the first and the last cell of a range, given any two opposite corners."""
    rows, columns = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return (rows[0], columns[0]), (rows[1], columns[1])
