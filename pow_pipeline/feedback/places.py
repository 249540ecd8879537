"""Describes places for people: cells, runs of cells, lines of a text, document properties."""

import re
from collections.abc import Sequence
from typing import Final, Literal

from schemas.language import Language

PROPERTY: Final = "property:"  # prefix of the name of a property, in place of a cell
_ADDRESS: Final = re.compile(r"([A-Z]+)([0-9]+)")
_MOST: Final = 6
_FEWEST: Final = 3
Kind = Literal["cell", "line", "line_cell"]


def describe_cells(cells: Sequence[str], language: Language, *, kind: Kind = "cell") -> str:
    """Return places in a few words, such as "D4, D7 t/m D9 en nog 12".

    Args:
        cells: addresses of cells, or what takes the place of an address.
        language: the language of the reader.
        kind: whether the places are cells, lines of a text, or lines in one of its columns.
    """
    runs = [_describe_run(run, language, kind) for run in _runs(cells)]
    shown = runs if len(runs) <= _MOST else runs[: _MOST - 1]
    left = sum(len(run) for run in _runs(cells)[len(shown) :])
    return language.enumeration([*shown, language.finding["more"].format(count=left)][: len(runs)])


def in_sight(text: str) -> str:
    """Return text on one line, with a mark for each character that cannot be seen."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def column_of_place(cell: str) -> str:
    """Return the common part of places in one column: the column, or a key of records."""
    return re.sub(r"(?<=[A-Z])[0-9]+$|(?<=\[)[0-9]+(?=\])", "", cell)


def _runs(cells: Sequence[str]) -> list[list[str]]:
    """Return the cells in runs: three or more cells directly below one another form one run."""
    runs: list[list[str]] = []
    for cell in dict.fromkeys(cells):
        if runs and _is_below(runs[-1][-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [part for run in runs for part in ([run] if len(run) >= _FEWEST else [[c] for c in run])]


def _is_below(upper: str, lower: str) -> bool:
    first, second = _ADDRESS.fullmatch(upper), _ADDRESS.fullmatch(lower)
    return bool(first and second and first[1] == second[1] and int(first[2]) + 1 == int(second[2]))


def _describe_run(run: Sequence[str], language: Language, kind: Kind) -> str:
    first, last = _ADDRESS.fullmatch(run[0]), _ADDRESS.fullmatch(run[-1])
    if kind == "cell" or not first or not last:
        return _from_to(_named(run[0], language), _named(run[-1], language), language)
    lines = _from_to(first[2], last[2], language)
    return language.finding[kind].format(lines=lines, column=first[1])


def _from_to(first: str, last: str, language: Language) -> str:
    return first if first == last else language.finding["range"].format(first=first, last=last)


def _named(cell: str, language: Language) -> str:
    if cell.startswith(PROPERTY):
        name = cell.removeprefix(PROPERTY)
        return in_sight(language.finding["property"].format(name=name))
    return in_sight(cell)
