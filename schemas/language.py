"""The texts of one language: the wording of each rule, the feedback and the sheet."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from schemas.text.periods import period_kind, period_part

_FOLDER: Final = Path(__file__).parent / "languages"
_UNITS: Final = ((2**20, "MB"), (2**10, "kB"), (1, "bytes"))  # as in file managers
LANGUAGES: Final = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


class RuleWording(BaseModel):
    """The wording of a rule; `expected` and `remedy` are patterns with names in braces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    expected: str
    remedy: str


class Language(BaseModel):
    """The texts of one language, by group and key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    date_format: str
    decimal_sign: str
    totals: tuple[str, ...]
    list_last: str
    list_all: str
    periods: dict[str, str]
    ordinals: dict[str, str]
    months: dict[str, str]
    period_words: dict[str, tuple[str, ...]]
    heading_words: dict[str, tuple[str, ...]]
    severities: dict[str, str]
    finding: dict[str, str]
    feedback: dict[str, str]
    reminder: dict[str, str]
    marked: dict[str, str]
    check: dict[str, str]
    form_page: dict[str, str]
    sheet: dict[str, str]
    region_page: dict[str, str]
    dashboard: dict[str, str]
    data: dict[str, str]
    files: dict[str, str]
    colours: dict[str, str]
    template: dict[str, str]
    rules: dict[str, RuleWording]

    def period(self, code: str) -> str:
        """Return the name of a period, such as "first half of 2021"."""
        year, part = period_part(code)
        return self.periods[period_kind(code)].format(
            year=year,
            ordinal=self.ordinals[str(min(part, 4))],
            month=self.months[str(part)],
        )

    def day(self, day: date) -> str:
        """Return a day in the date format of the language."""
        return day.strftime(self.date_format)

    def count(self, number: int) -> str:
        """Return a whole number with its digits in groups of three."""
        return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")

    def amount(self, number: float) -> str:
        """Return an amount in the format of `count`, with at most two decimals."""
        whole, _, decimals = f"{number:.2f}".partition(".")
        decimals = decimals.rstrip("0")
        return self.count(int(whole)) + (f"{self.decimal_sign}{decimals}" if decimals else "")

    def size(self, count: int, *, up: bool = False) -> str:
        """Return a number of bytes in the largest unit, rounded to a tenth, down or up."""
        unit, name = next((pair for pair in _UNITS if count >= pair[0]), _UNITS[-1])
        whole, tenth = divmod((10 * count + (unit - 1 if up else 0)) // unit, 10)
        return f"{self.count(whole)}{f'{self.decimal_sign}{tenth}' if tenth else ''} {name}"

    def choice(self, values: Sequence[str]) -> str:
        """Return values as a choice, such as "red, amber or green"."""
        return _joined(values, self.list_last)

    def enumeration(self, values: Sequence[str]) -> str:
        """Return values as a list of all of them, such as "red, amber and green"."""
        return _joined(values, self.list_all)


def _joined(values: Sequence[str], last: str) -> str:
    if len(values) < 2:  # noqa: PLR2004 -- there is nothing to join
        return "".join(values)
    return f"{', '.join(values[:-1])} {last} {values[-1]}"


@cache
def read_language(code: str) -> Language:
    """Return the wording of the language with this code, such as `nl`."""
    content = (_FOLDER / f"{code}.toml").read_text(encoding="utf-8")
    return Language.model_validate({"code": code, **tomllib.loads(content)})


@cache
def heading_words(languages: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words for a required column, and the words that mean another column.

    A hint with a part of a year, such as "(quarter 1)", means the column for that part.
    """
    spoken = [read_language(code) for code in languages]
    required = [word for language in spoken for word in language.heading_words["required"]]
    other = [word for language in spoken for word in language.heading_words["other"]]
    kinds = ("half_year", "four_months", "quarter", "month")
    other += [word for language in spoken for kind in kinds for word in language.period_words[kind]]
    months = [names for language in spoken for names in language.period_words["months"]]
    other += [word for names in months for word in names.split("|")]
    return tuple(required), tuple(other)
