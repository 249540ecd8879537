"""Converts OpenDocument cells to text, from their stored value or else their paragraphs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.parsing.limits import Limits, refuse_beyond
from pow_pipeline.parsing.values import (
    duration_text,
    moment_text,
    number_text,
    percentage_text,
    truth_text,
)

TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_PARAGRAPH: Final = f"{_TEXT}p"
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_DURATION: Final = re.compile(
    r"(-?)PT?(?:(\d{1,9})D)?T?(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?"
)
_NUMBERS: Final[dict[str, Callable[[float], str]]] = {
    "float": number_text,
    "currency": number_text,
    "percentage": percentage_text,
}
_OLD_ERROR: Final = re.compile(r"Err:\d+|#[A-Z/0]+[!?]?")  # in files that do not mark errors
# Elements inside a paragraph that are not part of its text.
_ASIDE: Final = (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text")


@dataclass(frozen=True)
class Cell:
    """A cell as text.

    Attributes:
        is_valueless: whether it holds an error or a formula without a stored result.
        is_covered: whether a merged cell hides it.
        padded: shown text of a whole number, if that is more than its digits.
    """

    text: str
    is_valueless: bool = False
    is_covered: bool = False
    padded: str = ""


def read_cell(cell: ET.Element, limits: Limits) -> Cell:
    """Return a cell as text.

    Raises:
        ValueError: the value does not fit its type, or the shown text differs from the stored text.
        RefusedError: the text is too long.
    """
    kind = cell.get(f"{_OFFICE}value-type")
    formula = cell.get(f"{TABLE}formula")
    paragraphs = (child for child in cell if child.tag == _PARAGRAPH)
    shown = "\n".join(_paragraph(paragraph, limits) for paragraph in paragraphs).strip()
    is_error = cell.get(f"{_CALC}value-type") == "error"
    if is_error or (formula is not None and _OLD_ERROR.fullmatch(shown)):
        return Cell(shown or "#", is_valueless=True)
    if formula is not None and kind is None and not shown:
        return Cell(f"={formula.partition('=')[2]}", is_valueless=True)
    if kind in (None, "string"):
        stored = cell.get(f"{_OFFICE}string-value", shown).strip()
        if shown and shown.split() != stored.split():
            raise ValueError(kind)  # people and programs would see different texts
        return Cell(stored)
    text = _value_text(cell, str(kind))
    is_padded = kind == "float" and text.isdecimal() and shown != text and shown.endswith(text)
    return Cell(text, padded=shown if is_padded else "")


def _value_text(cell: ET.Element, kind: str) -> str:
    """Return a value that is not text as text, converted by the rule for its type."""
    name = kind if kind in ("date", "time", "boolean") else ""
    value = cell.get(f"{_OFFICE}{name}-value" if name else f"{_OFFICE}value")
    if value is None:
        raise ValueError(kind)
    if kind == "boolean":
        return truth_text(value={"true": True, "false": False}[value])
    if kind == "time":
        return duration_text(_duration(value))
    if kind == "date":
        is_day = len(value) <= len("2021-06-30")
        return moment_text(date.fromisoformat(value) if is_day else datetime.fromisoformat(value))
    return _NUMBERS[kind](float(value))


def _duration(value: str) -> timedelta:
    match = _DURATION.fullmatch(value)
    if not match:
        raise ValueError(value)
    sign, days, hours, minutes, seconds = match.groups()
    duration = timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=float(seconds or 0),
    )
    return -duration if sign else duration


def _paragraph(paragraph: ET.Element, limits: Limits) -> str:
    """Return the text of a paragraph; collapse whitespace unless it is stored as elements."""
    length = 0
    pieces: list[str] = []
    may_begin_blank = False
    for piece, is_stored in _pieces(paragraph, limits):
        text = piece if is_stored else _BLANKS.sub(" ", piece)
        if not is_stored and not may_begin_blank:
            text = text.removeprefix(" ")
        if text:
            pieces.append(text)
            may_begin_blank = is_stored or not text.endswith(" ")
        length += len(text)
        refuse_beyond("R-FILE-11", length, limits.cell_length)
    return "".join(pieces)


def _pieces(element: ET.Element, limits: Limits) -> Iterator[tuple[str, bool]]:
    """Yield pieces of text, each with whether it is whitespace stored as an element."""
    yield element.text or "", False
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = int(child.get(f"{_TEXT}c", "1"))
            yield " " * min(count, limits.cell_length + 1), True
        elif child.tag == f"{_TEXT}tab":
            yield "\t", True
        elif child.tag == f"{_TEXT}line-break":
            yield "\n", True
        elif child.tag not in _ASIDE:
            yield from _pieces(child, limits)
        yield child.tail or "", False
