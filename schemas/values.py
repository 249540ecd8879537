"""Reading days and numbers as people write them; what could mean two things is neither."""

import re
from datetime import date
from functools import cache
from typing import Final

from schemas.language import LANGUAGES, read_language

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_NAMED: Final = re.compile(r"(\d{1,2})\.? ([^\W\d_]+)\.? (\d{4})", re.ASCII)
_GROUP: Final = 3
_DECIMALS: Final = 6
_LONGEST: Final = 18  # what a warehouse can hold, with six decimals
_WHOLE: Final = re.compile(r"[0-9]+")
_BROKEN: Final = re.compile(r"([0-9]+)[.,]([0-9]+)")
_GROUPED: Final = re.compile(
    r"([1-9]\d{0,2}(?:([.,' ])\d{3})(?:\2\d{3})*)(?:[.,](\d{1,6}))?", re.ASCII
)


def read_day(text: str) -> date | None:
    """Return the day that a text gives as 2021-06-30, 30-6-2021 or 30 juni 2021, else None.

    A month is named in any of our languages: no two of them mean different months by one name.
    """
    if matched := _ISO.fullmatch(text.strip()):
        year, month, day = map(int, matched.groups())
    elif matched := _DAY_FIRST.fullmatch(text.strip()):
        day, month, year = map(int, matched.groups())
    elif (matched := _NAMED.fullmatch(text.strip())) and (named := _month(matched.group(2))):
        day, month, year = int(matched.group(1)), named, int(matched.group(3))
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int | None:
    return _months().get(name.casefold())


@cache
def _months() -> dict[str, int]:
    """Return the number of each month by its names."""
    return {
        name: number
        for code in LANGUAGES
        for number, names in enumerate(read_language(code).period_words["months"], start=1)
        for name in names.split("|")
    }


def read_number(text: str) -> str | None:
    """Return a number of 0 or more as digits and a point, None for anything else.

    One sign before three digits, as in 1.250, may be a thousand or a fraction: that is no number.
    What is returned is read as itself.

    >>> read_number("1.250,50")
    '1250.50'
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _WHOLE.fullmatch(text):
        return text
    if matched := _BROKEN.fullmatch(text):
        whole, fraction = matched.groups()
        is_group = len(fraction) == _GROUP and len(whole) <= _GROUP and whole != "0"
        return None if is_group or len(fraction) > _DECIMALS else f"{whole}.{fraction}"
    matched = _GROUPED.fullmatch(text)
    if matched is None or (matched.group(3) and text[matched.end(1)] == matched.group(2)):
        return None
    whole, sign, fraction = matched.groups()
    digits = whole.replace(sign, "")
    return digits if fraction is None else f"{digits}.{fraction}"
