"""Merged cells: the values that a merged range hides, for spreadsheets of every format."""

from collections.abc import Collection, Iterable, Sequence

from pow_pipeline.model.documents import CellAt
from pow_pipeline.parsing.document import Row

MergedRange = tuple[CellAt, CellAt]
"""The first and the last cell of a merged range."""


def covered_cells(
    rows: Sequence[Row], merged: Iterable[MergedRange], marked: Collection[CellAt] = ()
) -> frozenset[CellAt]:
    """Return the cells hidden by merged ranges whose value differs from the visible one.

    Args:
        rows: texts of a worksheet.
        merged: merged ranges.
        marked: cells with a value that the file itself marks as covered.
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
