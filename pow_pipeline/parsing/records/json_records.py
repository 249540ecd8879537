"""Parses JSON: a list of records, or an object with values and lists of records."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException
from typing import Any, Final

from pow_pipeline.model.documents import Problem, Sheet
from pow_pipeline.parsing.document import check_grid
from pow_pipeline.parsing.encoding import line_at
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from pow_pipeline.parsing.records.records import sheet_of_records
from pow_pipeline.parsing.values import (
    LONGEST_WHOLE,
    UncertainNumberError,
    decimal_text,
    truth_text,
)

_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BEGINNING: Final = re.compile(r"\s*[\[{]")
# Start of records, valid or not: an object with a key, possibly in lists, or a list in a list.
_RECORDS: Final = re.compile(r"""\s*(?:[\s\[]*\{\s*(?:["'}]|\w+\s*:)|\[\s*\[[\s\[]*["\d])""")
# A table title in brackets, such as "{Regio: AM12}" or "[[1] note": the bracket closes, and the
# text after it does not continue a list.
_TITLE: Final = re.compile(
    r"""\s*(?:\{[^{}\[\]"'\n]*\}(?!\s*(?:\Z|[\]{]|,\s*[\[{"']))"""
    r"""|\[\s*\[[^\[\]\n]*\](?!\s*(?:\Z|\]|,\s*\[)))"""
)
_WHOLE: Final = "$"  # the JSONPath of the root
_LONGEST_SHOWN: Final = 20
_DIGITS: Final = Context(prec=15)  # the digits that a stored float always keeps


class _Object(dict[str, Any]):
    """A JSON object; `repeated` is its first duplicate key, None if there is none."""

    repeated: str | None = None


@dataclass(frozen=True)
class _Number:
    """A number as written in the file; `is_number` is False for NaN and Infinity."""

    text: str
    is_float: bool = False
    is_number: bool = True


def is_json(text: str) -> bool:
    """Return whether a text is meant as JSON: it starts like records or is valid JSON.

    A table can start with a bracket as well, such as "[concept] Rapportage".
    """
    if not _BEGINNING.match(text):
        return False
    has_records = _RECORDS.match(text) and not _TITLE.match(text)
    return bool(has_records) or _can_be_parsed(text)


def _can_be_parsed(text: str) -> bool:
    try:
        json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError:
        return False
    except RecursionError:
        return True
    return True


def read_json(text: str, limits: Limits) -> tuple[Sheet, ...]:
    """Return one worksheet per list of records; the first also has the values outside the lists.

    Raises:
        RefusedError: the text is not valid JSON, has another shape, repeats a key or is too large.
    """
    _check_size(text, limits)
    parsed = _parse(text)
    whole = _Object({"": parsed}) if isinstance(parsed, list) else parsed
    _refuse_repeated(whole, _WHOLE)
    lists = {key: value for key, value in whole.items() if isinstance(value, list)}
    if not lists:
        raise RefusedError(Problem("R-JSON-02", cell=_WHOLE))
    labelled = [
        (key.strip(), _as_text(value, key)) for key, value in whole.items() if key not in lists
    ]
    sheets: list[Sheet] = []
    cells = 0
    for key, values in lists.items():
        records = _as_records(values, key)
        values_outside = [] if sheets else labelled
        sheet = sheet_of_records(key, records, labelled=values_outside, records_at=key)
        cells = check_grid(len(sheet.rows), len(sheet.rows[0]), limits, before=cells)
        sheets.append(sheet)
    return tuple(sheets)


def _check_size(text: str, limits: Limits) -> None:
    """Refuse text with too many objects, lists or values, before it is parsed."""
    bare = _TEXT.sub("", text)
    refuse_beyond("R-FILE-09", bare.count("{") + bare.count("["), limits.rows)
    refuse_beyond("R-FILE-14", bare.count(","), limits.cells)


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_as_object,
            parse_float=lambda text: _Number(text, is_float=True),
            parse_int=_Number,
            parse_constant=lambda name: _Number(name, is_number=False),
        )
    except json.JSONDecodeError as error:
        cell = f"A{line_at(text, error.pos)}"
        raise RefusedError(
            Problem("R-JSON-01", cell=cell, found=text[error.pos :][:_LONGEST_SHOWN])
        ) from error
    except RecursionError as error:
        raise RefusedError(Problem("R-JSON-02", cell=_WHOLE)) from error


def _as_object(pairs: Sequence[tuple[str, Any]]) -> _Object:
    record = _Object(pairs)
    keys = [key.strip() for key, _ in pairs]
    if len(set(keys)) < len(keys):
        record.repeated = next(key for key in keys if keys.count(key) > 1)
    return record


def _refuse_repeated(record: _Object, at: str) -> None:
    if record.repeated is not None:
        raise RefusedError(Problem("R-JSON-03", cell=at, found=record.repeated))


def _as_records(values: Sequence[Any], key: str) -> list[Mapping[str, str]]:
    records: list[Mapping[str, str]] = []
    for number, record in enumerate(values, start=1):
        at = f"{key or _WHOLE}[{number}]"
        if not isinstance(record, _Object):
            raise RefusedError(Problem("R-JSON-02", cell=at))
        _refuse_repeated(record, at)
        records.append(
            {name.strip(): _as_text(value, f"{at}.{name}") for name, value in record.items()}
        )
    return records


def _as_text(value: Any, at: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return truth_text(value=value)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, _Number):
        return _number_text(value, at)
    raise RefusedError(Problem("R-JSON-02", cell=at))


def _number_text(number: _Number, at: str) -> str:
    """Return a number as text in the same form as from other file formats, see `_exact_text`."""
    if not number.is_number:
        raise RefusedError(Problem("R-JSON-01", cell=at, found=number.text))
    try:
        return _exact_text(number)
    except (UncertainNumberError, DecimalException) as error:
        found = number.text[:_LONGEST_SHOWN]
        raise RefusedError(Problem("R-CELL-02", cell=at, found=found)) from error


def _exact_text(number: _Number) -> str:
    """Return a whole number exactly, and any other number as a spreadsheet shows it.

    A number with a point or an exponent was a float in the program that wrote it, so a large one
    can have lost digits and is refused.

    Raises:
        UncertainNumberError: the number can have lost digits.
    """
    exact = Decimal(number.text)
    if number.is_float and abs(exact) >= LONGEST_WHOLE:
        raise UncertainNumberError(number.text)
    is_whole = exact == exact.to_integral_value()
    return decimal_text(exact if is_whole else _DIGITS.plus(exact))
