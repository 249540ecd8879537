"""Rows as CSV and JSON: numbers bare, text inert where a program would take it for a formula."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

_LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_PREFIX: Final = "'"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV by RFC 4180 in UTF-8, with an empty cell where there is no value.

    A text that a program could take for a formula has an apostrophe before it, and so has one that
    begins with an apostrophe: taking one off gives back what was there. Numbers never have one.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_as_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def as_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as a list of objects in JSON, one a line, texts as they are."""
    lines = ",\n".join(
        json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_as_text)
        for row in rows
    )
    return f"[\n{lines}\n]\n".encode()


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
    """Return a day or a moment in UTC by ISO 8601."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else value.isoformat()
