"""Parses days and numbers as people write them and as spreadsheets store them.

An ambiguous text is not accepted. A value stored as a number is never ambiguous.
"""

import re
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from schemas.language import LANGUAGES, read_language

_TIME: Final = r"(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})?)?"
_ISO: Final = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}", re.ASCII)
_DAY_FIRST: Final = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}", re.ASCII)
_NAMED: Final = re.compile(r"(\d{1,2})\.? ([^\W\d_]+)\.? (\d{4})", re.ASCII)
_MIDNIGHT: Final = ("", "00:00", "00:00:00")
# The form in which a spreadsheet shows a text such as 1-2 that it converted to a date: 1-feb,
# feb-21, 1-feb-21.
_SHORT_DAY: Final = re.compile(
    r"\d{1,2}[-/ ]([^\W\d_]+)\.?(?:[-/ ]\d{2})?|([^\W\d_]+)\.?[-/ ]\d{2}", re.ASCII
)
# The form in which a spreadsheet shows a number that is longer than its cell.
_SHORTENED: Final = re.compile(r"-?[0-9](?:[.,][0-9]+)?E[+-][0-9]{2,3}")
# The form in which a spreadsheet shows a text such as 10:30 or 1:2 that it converted to a time.
_SHORT_TIME: Final = re.compile(r"-?[0-9]{1,4}:[0-9]{2}(?::[0-9]{2})?(?: ?[AP]M)?", re.IGNORECASE)
# Booleans as a spreadsheet shows them, in the languages of the programmes.
_TRUTH: Final = frozenset(("TRUE", "FALSE", "WAAR", "ONWAAR"))
# A stored fraction keeps 15 digits, and trailing zeros are not shown. A number with fewer digits
# than this is complete, except for one in a hundred.
_MANY_DIGITS: Final = 14
_GROUP: Final = 3
_DECIMALS: Final = 6  # as stored in the warehouse, with up to 18 digits before the point
_WHOLE_DIGITS: Final = 18
_LONGEST: Final = 40
_WHOLE: Final = re.compile(r"[0-9]+")
_BROKEN: Final = re.compile(r"([0-9]+)[.,]([0-9]+)")
_GROUPED: Final = re.compile(
    r"([1-9]\d{0,2}(?:([.,'’ \u00a0\u202f])\d{3})(?:\2\d{3})*)(?:[.,](\d+))?", re.ASCII
)
_TWO_MEANINGS: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")  # a thousand, or a fraction
_LAST_PLACE: Final = Decimal(1).scaleb(-_DECIMALS)


def read_day(text: str) -> date | None:
    """Return the day in a text such as 2021-06-30, 30-6-2021 or 30 juni 2021, else None.

    Month names of all our languages are accepted, because no name means two different months.
    A text with a time is accepted only for midnight; see `day_of_moment`.
    """
    day, time, offset = _parts_of(text)
    return day if time in _MIDNIGHT and not offset else None


def day_of_moment(text: str, zone: tzinfo) -> date | None:
    """Return the day of a text with or without a time; None for any other text.

    Args:
        text: a day in a form that `read_day` accepts, with or without a time.
        zone: time zone of the day, if the time has an offset from UTC.
    """
    day, time, offset = _parts_of(text)
    if day is None or not time:
        return day
    hours, _, rest = time.partition(":")
    try:
        moment = datetime.fromisoformat(f"{day}T{hours:0>2}:{rest}{offset}")
        return (moment.astimezone(zone) if offset else moment).date()
    except (ValueError, OverflowError):
        return None


def has_time(text: str, zone: tzinfo) -> bool:
    """Return whether a text is a day with a time, which a column of days does not keep."""
    return read_day(text) is None and day_of_moment(text, zone) is not None


def may_be_converted(text: str) -> bool:
    """Return whether a spreadsheet can have converted a different text to this one.

    It shows 1-2 as 1-feb, 123456789012 as 1,23457E+11, 1:2 as 1:02, and booleans in capitals.
    It keeps 15 digits of a number with a fraction.

    >>> may_be_converted("1-feb"), may_be_converted("1,23457E+11"), may_be_converted("1-2")
    (True, True, False)
    """
    if text.isalnum():
        return text in _TRUTH  # else without a sign between its parts
    if _SHORTENED.fullmatch(text) or _SHORT_TIME.fullmatch(text):
        return True
    if (broken := _BROKEN.fullmatch(text)) and _certain_digits(*broken.groups()) >= _MANY_DIGITS:
        return True
    short = _SHORT_DAY.fullmatch(text)
    if short and _month((short[1] or short[2]).removesuffix(".")):
        return True
    return read_day(text) is not None


def _certain_digits(whole: str, fraction: str) -> int:
    """Return the number of digits from the first non-zero digit on."""
    return len(f"{whole}{fraction}".lstrip("0"))


def _parts_of(text: str) -> tuple[date | None, str, str]:
    """Return the day, the time and the UTC offset in a text; '' for a missing time or offset."""
    text = text.strip()
    time = offset = ""
    if matched := _ISO.fullmatch(text):
        year, month, day = map(int, matched.groups()[:3])
        time, offset = matched[4] or "", matched[5] or ""
    elif matched := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, matched.groups()[:3])
        time, offset = matched[4] or "", matched[5] or ""
    elif (matched := _NAMED.fullmatch(text)) and (named := _month(matched[2])):
        day, month, year = int(matched[1]), named, int(matched[3])
    else:
        return None, "", ""
    try:
        return date(year, month, day), time, offset
    except ValueError:
        return None, "", ""


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
    """Return a number of 0 or more as digits with a decimal point; None for anything else.

    A single separator before three digits, as in 1.250, is ambiguous and not accepted. The result
    is rounded to six decimals. Parsing the result again returns it unchanged.

    >>> read_number("1.250,50")
    '1250.50'
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _WHOLE.fullmatch(text):
        return text if len(text) <= _WHOLE_DIGITS else None
    if matched := _BROKEN.fullmatch(text):
        whole, fraction = matched.groups()
        is_group = len(fraction) == _GROUP and len(whole) <= _GROUP and whole != "0"
        return None if is_group else _rounded(whole, fraction)
    matched = _GROUPED.fullmatch(text)
    if matched is None or (matched.group(3) and text[matched.end(1)] == matched.group(2)):
        return None
    whole, sign, fraction = matched.groups()
    return _rounded(whole.replace(sign, ""), fraction or "")


def is_rounded(text: str) -> bool:
    """Return whether a text is a number with more non-zero decimals than are kept."""
    number = read_number(text)
    decimals = re.split("[.,]", text.strip())[-1]
    return number is not None and len(decimals.rstrip("0")) > _DECIMALS and "." in number


def may_mean_two(text: str) -> bool:
    """Return whether a number with a point is ambiguous, such as 1.250."""
    return bool(_TWO_MEANINGS.fullmatch(text))


def stored_number(text: str) -> str:
    """Return a spelling of a stored number that `read_number` accepts."""
    return f"{text}0" if may_mean_two(text) else text


def shown_number(text: str) -> str:
    """Return the original cell text of a number in the spelling of `stored_number`."""
    return text[:-1] if text.endswith("0") and may_mean_two(text[:-1]) else text


def whole_number(text: str) -> str | None:
    """Return a whole number in any form as digits, such as 4 for 4.0 and 04; else None."""
    number = read_number(text)
    if number is None or Decimal(number) % 1:
        return None
    return f"{int(Decimal(number))}"


def _rounded(whole: str, fraction: str) -> str | None:
    if len(whole) > _WHOLE_DIGITS:
        return None
    if len(fraction) > _DECIMALS:
        rounded = Decimal(f"{whole}.{fraction}").quantize(_LAST_PLACE, ROUND_HALF_UP)
        return f"{rounded:f}" if rounded < 10**_WHOLE_DIGITS else None
    return f"{whole}.{fraction}" if fraction else whole
