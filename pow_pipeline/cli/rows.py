"""Formats result rows as text for a terminal; shortens long lists and says how many are left."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TextIO

_SHOWN: Final = 20
_WIDEST: Final = 64


def print_rows(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    all_with: str,
    file: TextIO | None = None,
) -> None:
    """Print a table: all rows if a program reads the output, the first rows on a terminal.

    Args:
        columns: names of the columns.
        rows: values in the order of the columns.
        all_with: option that shows all rows, such as `--json`.
        file: output file, by default standard output. Output to another file is always shortened.
    """
    is_short = file not in {None, sys.stdout} or sys.stdout.isatty()
    is_cut = is_short and len(rows) > _SHOWN
    texts = [[_as_text(value) for value in row] for row in (rows[:_SHOWN] if is_cut else rows)]
    widths = [max(map(len, column)) for column in zip(columns, *texts, strict=True)]
    for cells in (columns, *texts):
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        print("  ".join(padded).rstrip(), file=file)
    if is_cut:
        print(f"… and {len(rows) - _SHOWN:,} more rows; see all with {all_with}", file=file)


def _as_text(value: Any) -> str:
    """Return a value as one line without control characters."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= _WIDEST or not sys.stdout.isatty() else f"{line[: _WIDEST - 1]}…"
