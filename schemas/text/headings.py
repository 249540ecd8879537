"""Determines which column a heading means, with or without marks and hints around its name.

The module imports little, because the confined parser processes use it as well.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Final

from schemas.text.matching import matching_key

_FEWEST_NAMES: Final = 2  # one known name can be a label; two in one row are a header
_LONGEST: Final = 300  # characters of a heading with its hints
_MARK: Final = r"(?:[*†‡§°#!•▪◦▼▾↓✱∗＊⁰¹²³⁴-⁹]+[)⁾]?|(?<=\s)\d{1,2}\))"  # required, or a footnote
_AT_THE_START: Final = re.compile(
    rf"^\s*(?:{_MARK}|:|(?:\d{{1,2}}|[a-z])[.)](?=\s))", re.IGNORECASE
)
_AT_THE_END: Final = re.compile(rf"(?:{_MARK}|[:,;]|\s[-‐-―−])\s*$")
_BRACKETED: Final = re.compile(
    r"^\s*[(\[{<]([^()\[\]{}<>]*)[)\]}>]|[(\[{<]([^()\[\]{}<>]*)[)\]}>]\s*$"
)
_DIGIT_AT_A_WORD: Final = re.compile(r"(?<=[^\W\d_])[1-9]$")  # a raised digit, as Excel stores it
_MARKED: Final = re.compile(rf"(?:{_MARK}|[\s\d.,;:/)‐-―−-])*")
_YEAR: Final = re.compile(r"\d{4}|'\d{2}")
_WORD: Final = re.compile(r"[^\W\d_]+")
_EDGE_WORD: Final = re.compile(r"^\s*([^\W\d_]+)\b|\b([^\W\d_]+)\s*$")


@dataclass(frozen=True)
class Heading:
    """The meaning of a heading.

    Attributes:
        column: the column; '' if none.
        is_plain: whether its name has only marks around it and no hint in words.
    """

    column: str = ""
    is_plain: bool = True


@dataclass(frozen=True)
class Headings:
    """The headings that a programme knows.

    Attributes:
        names: matching key of each known name, with the column that it means.
        required: columns that every table has.
        required_words: words that mark a column as required.
        other_words: words in a hint that refer to another column.
    """

    names: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ()
    required_words: tuple[str, ...] = ()
    other_words: tuple[str, ...] = ()

    @cached_property
    def _columns(self) -> Mapping[str, str]:
        return dict(self.names)

    def named(self, text: str) -> str:
        """Return the column that a text names exactly; '' if none."""
        return self._columns.get(matching_key(text), "")

    def read(self, text: str) -> Heading:
        """Return the meaning of one heading or label, regardless of its neighbours."""
        return self._read(text)

    @cached_property
    def _read(self) -> Callable[[str], Heading]:
        return lru_cache(maxsize=10_000)(partial(_read, self))

    def read_row(self, cells: Sequence[str]) -> tuple[Heading, ...]:
        """Return the meaning of each cell in a row of headings.

        A name with marks or hints counts only if no other cell means the same column.
        """
        exact = [self.named(cell) for cell in cells]
        loose = [
            Heading() if name else self.read(cell) for name, cell in zip(exact, cells, strict=True)
        ]
        columns = [name or heading.column for name, heading in zip(exact, loose, strict=True)]
        return tuple(
            Heading(name) if name or columns.count(heading.column) > 1 else heading
            for name, heading in zip(exact, loose, strict=True)
        )

    def columns_of(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the column that each cell in a row of headings means; '' if none."""
        return tuple(heading.column for heading in self.read_row(cells))


def find_heading_row(
    rows: Iterable[tuple[int, Sequence[str]]], headings: Headings
) -> tuple[int, tuple[str, ...]] | None:
    """Return the first row that names every required column, else the row that names the most.

    The required columns are counted first, because a row of labels can name many others.

    Args:
        rows: number and cells of each row to search.
        headings: the known headings.
    """
    if not headings.names:
        return None
    required = set(headings.required)
    best: tuple[int, tuple[str, ...]] | None = None
    most = (0, _FEWEST_NAMES - 1)
    for number, cells in rows:
        names = headings.columns_of(cells)
        named = set(names) - {""}
        if required and required <= named:
            return number, names
        if len(named) >= _FEWEST_NAMES and (rank := (len(required & named), len(named))) > most:
            best, most = (number, names), rank
    return best


def _read(headings: Headings, text: str) -> Heading:
    if name := headings.named(text):
        return Heading(name)
    if len(text) > _LONGEST:
        return Heading()
    bare, hints = _without_marks(text, headings.required_words)
    if name := headings.named(bare):
        is_clear = not any(_means_another(hint, name, headings) for hint in hints)
        return Heading(name, is_plain=not hints) if is_clear else Heading()
    without_digit = _DIGIT_AT_A_WORD.sub("", bare)
    if without_digit != bare and not hints and (name := headings.named(without_digit)):
        return Heading(name, is_plain=False)
    return Heading()


def _without_marks(text: str, required_words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the name in a heading without marks and hints, and the hints."""
    hints: list[str] = []
    before = None
    while text != before:
        before = text
        text = _AT_THE_END.sub("", _AT_THE_START.sub("", text)).strip()
        if match := _BRACKETED.search(text):
            hint = match[1] if match[1] is not None else match[2]
            rest = (text[: match.start()] + text[match.end() :]).strip()
            hints += [] if _is_mark(hint, required_words) or not rest else [hint]
            text = rest or hint  # all of it may stand in brackets
        text = _without_edge_words(text, required_words)
    return text, hints


def _without_edge_words(text: str, words: Sequence[str]) -> str:
    for match in _EDGE_WORD.finditer(text):
        if matching_key(match[1] or match[2]) in words and match.end() - match.start() < len(text):
            return (text[: match.start()] + text[match.end() :]).strip()
    return text


def _is_mark(hint: str, required_words: Sequence[str]) -> bool:
    rest = _WORD.sub(lambda word: "" if matching_key(word[0]) in required_words else "x", hint)
    return bool(_MARKED.fullmatch(rest)) and not _YEAR.search(rest)


def _means_another(hint: str, column: str, headings: Headings) -> bool:
    """Return whether a hint can refer to another column, such as that of an earlier period."""
    words = {matching_key(word) for word in _WORD.findall(hint)}
    is_dated = bool(_YEAR.search(hint))
    names_another = headings.named(hint) not in {"", column}
    return is_dated or names_another or not words.isdisjoint(headings.other_words)
