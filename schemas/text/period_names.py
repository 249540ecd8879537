"""Parses periods as people write them, such as H1 2021, 1e halfjaar 2021 or maart 2021.

Only unambiguous forms are accepted. Seasons and ordinals such as "round 3" are not supported: a
programme can define them as aliases, and otherwise they stay unknown.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, tzinfo
from functools import lru_cache
from typing import Final

from schemas.language import read_language
from schemas.text.ids import plain_dashes
from schemas.text.values import day_of_moment

_TOKENS: Final = re.compile(r"\d+|[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
# Other characters can change the meaning: "≠ H1 2021", "H1 2021?".
_READABLE: Final = re.compile(r"[\w\s.,:/'’()-]{1,60}")
_YEARS: Final = range(1900, 2100)
_CODES: Final = {
    "year": "{year}",
    "half_year": "{year}-H{part}",
    "four_months": "{year}-T{part}",
    "quarter": "{year}-Q{part}",
    "month": "{year}-{part:02d}",
}
_PARTS: Final = {"half_year": 2, "four_months": 3, "quarter": 4, "month": 12}


@lru_cache(maxsize=10_000)
def read_period(text: str, languages: tuple[str, ...], zone: tzinfo = UTC) -> str | date | None:
    """Return the period code or the reference day that a text means; None if it is neither.

    Args:
        text: text as written, or a date or time in the form that the parsers write.
        languages: languages whose names of periods and months are known.
        zone: time zone of the day, for a time with an offset from UTC.

    >>> read_period("1e halfjaar 2021", ("nl",))
    '2021-H1'
    """
    left = plain_dashes(text.strip())
    if day := day_of_moment(left, zone):
        return day
    if not _READABLE.fullmatch(left):
        return None
    while (word := _WORD.match(left)) and word.group().casefold() in _reference_words(languages):
        left = left[word.end() :].lstrip(" :")
    return day_of_moment(left, zone) or _read_tokens(_tokens(text, languages), languages)


def _tokens(text: str, languages: tuple[str, ...]) -> list[str]:
    """Return the numbers and words of a text; a name such as "half jaar" is one word."""
    left = text.casefold()
    for words in _words(languages):
        for name in (name for kind in _CODES for name in words[kind] if " " in name):
            left = left.replace(name, name.replace(" ", ""))
    return _TOKENS.findall(left)


def _read_tokens(tokens: list[str], languages: tuple[str, ...]) -> str | None:
    kinds, parts, years = set(), [], []
    meanings = _meanings(languages)
    for token in tokens:
        if token.isdecimal() and int(token) in _YEARS:
            years.append(int(token))
        elif token.isdecimal():
            parts.append(int(token))
        elif token not in meanings:
            return None
        else:
            kind, part = meanings[token]
            kinds |= {kind} - {""}
            parts += [part] if part else []
    if len(years) != 1 or len(kinds) > 1:
        return None
    return _code_of(years[0], kinds.pop() if kinds else "", parts)


def _code_of(year: int, kind: str, parts: list[int]) -> str | None:
    if not parts and kind in {"", "year"}:
        return _CODES["year"].format(year=year)
    kind = kind or "month"  # 2021-03 has no word for the kind
    if len(parts) != 1 or not 1 <= parts[0] <= _PARTS.get(kind, 0):
        return None
    return _CODES[kind].format(year=year, part=parts[0])


@lru_cache
def _meanings(languages: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """Return the kind of period and the part of the year that each word means; '' and 0 if none.

    A filler word such as "of" means neither.
    """
    meanings: dict[str, tuple[str, int]] = {}
    for words in _words(languages):
        for kind in _CODES:
            names = (name.replace(" ", "") for name in words[kind])
            meanings |= dict.fromkeys(names, (kind, 0))
        meanings |= dict.fromkeys(words["filling"], ("", 0))
        meanings |= {word: ("", place) for place, word in enumerate(words["ordinals"], start=1)}
        meanings |= {
            word: ("month", place)
            for place, names in enumerate(words["months"], start=1)
            for word in names.split("|")
        }
    return meanings


def _reference_words(languages: tuple[str, ...]) -> set[str]:
    return {word for words in _words(languages) for word in words["reference"]}


def _words(languages: tuple[str, ...]) -> Iterable[dict[str, tuple[str, ...]]]:
    return (read_language(code).period_words for code in languages)
