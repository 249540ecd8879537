"""Formats rows as CSV; text that looks like a formula gets an apostrophe."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, TextIO

_LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_PREFIX: Final = "'"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV by RFC 4180 in UTF-8; a missing value gives an empty cell.

    A text that a program could interpret as a formula gets an apostrophe before it, and so does a
    text that starts with an apostrophe. Removing one apostrophe restores the text. Numbers never
    get one.
    """
    text = io.StringIO()
    write_csv(text, columns, rows)
    return text.getvalue().encode()


def write_csv(file: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows to an open file as `as_csv` returns them; lines must end as they are written."""
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([_as_cell(value) for value in row] for row in rows)


def _as_cell(value: Any) -> Any:
    if isinstance(value, str):
        return _PREFIX + value if value.startswith((*_LIVE, _PREFIX)) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _as_cell(",".join(value))
    if isinstance(value, date):
        return _as_text(value)
    return value


def _as_text(value: date) -> str:
    """Return a day, or a moment in UTC, by ISO 8601."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else value.isoformat()
