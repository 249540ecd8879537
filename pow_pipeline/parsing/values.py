"""Converts values that are not text to text, with one rule per type for all file formats.

The result is the text that a person would have typed: whole numbers without a point, dates in
ISO 8601, percentages with their sign.
"""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from schemas.text.values import may_mean_two

LONGEST_WHOLE: Final = 2**53  # from here on, different typed numbers can be stored as the same one
_MOST_PLACES: Final = 100  # digits before or after the point
_SECONDS_A_MINUTE: Final = 60


class UncertainNumberError(ValueError):
    """A number has lost digits in its file, or is not a finite number."""


class StoredNumber(str):
    """The text of a value stored as a number, where the same text could mean another number."""

    __slots__ = ()


def number_text(number: float, *, longest_whole: int = LONGEST_WHOLE) -> str:
    """Return a number as text, with the 15 digits that a spreadsheet shows.

    Args:
        number: the stored number.
        longest_whole: smallest whole number for which the storage type can lose digits.

    Raises:
        UncertainNumberError: the number is not finite, or is too large to keep all digits.
    """
    if not math.isfinite(number) or (number.is_integer() and abs(number) >= longest_whole):
        raise UncertainNumberError(repr(number))
    return str(int(number)) if number.is_integer() else decimal_text(Decimal(f"{number:.15g}"))


def decimal_text(number: Decimal) -> str:
    """Return an exact number as text, without an exponent and without trailing zeros.

    Raises:
        UncertainNumberError: the number is not finite, or has implausibly many digits.
    """
    if not number.is_finite() or abs(number.adjusted()) > _MOST_PLACES:
        raise UncertainNumberError(str(number))
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return StoredNumber(text) if may_mean_two(text) else text


def percentage_text(number: float) -> str:
    """Return a fraction as an unrounded percentage: 0.25 as 25%."""
    share = Decimal(number_text(number)) * 100
    whole = share.to_integral_value()
    return f"{whole if share == whole else share.normalize():f}%"


def truth_text(*, value: bool) -> str:
    """Return a boolean as a spreadsheet shows it."""
    return "TRUE" if value else "FALSE"


def moment_text(moment: date | datetime | time) -> str:
    """Return a date, datetime or time in ISO 8601; a datetime at midnight becomes its date."""
    if isinstance(moment, datetime) and moment.timetz() == time.min:  # only without a time zone
        return moment.date().isoformat()
    return moment.isoformat()


def duration_text(duration: timedelta) -> str:
    """Return a duration in hours, minutes and seconds: 26:30:00."""
    if duration < timedelta():
        return f"-{duration_text(-duration)}"
    minutes, seconds = divmod(duration.days * 86_400 + duration.seconds, _SECONDS_A_MINUTE)
    hours, minutes = divmod(minutes, _SECONDS_A_MINUTE)
    rest = f".{duration.microseconds:06d}" if duration.microseconds else ""
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{rest}"
