"""Limits texts to characters that the fonts have: an archivable PDF must not lack a glyph."""

import re
import unicodedata
from functools import cache
from typing import Any, Final

from pow_pipeline.publication.sheet.typefaces import known_signs, our_signs
from schemas.fonts import Font

INSTEAD: Final = "□"
_LONG: Final = re.compile(r"[^\s]{25}(?=[^\s])")
_INVISIBLE: Final = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
)  # control, direction, surrogate, private use, unassigned
_MOST: Final = 15_000  # below the limit of a text in a PDF, and far longer than any real text
_KEPT: Final = ("kind", "language", "colour", "text_colour", "address", "name")


def only_glyphs(value: Any, key: str = "", *, fonts: tuple[Font, ...] = ()) -> Any:
    """Return data in which each shown text is displayable; unknown characters become a square.

    Invisible characters, such as those that change the reading direction, are removed. Long words
    get break opportunities, and very long texts are cut.

    Args:
        value: the data.
        key: the key that the data are stored under.
        fonts: the fonts of the programme.
    """
    if isinstance(value, dict):
        return {name: only_glyphs(item, name, fonts=fonts) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [only_glyphs(item, key, fonts=fonts) for item in value]
    if not isinstance(value, str) or key in _KEPT:
        return value
    if key == "svg":
        return _showable(value, our_signs())
    shown = _showable(value, known_signs(fonts))
    return _LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", _shortened(shown))


def _showable(text: str, known: frozenset[int]) -> str:
    return unicodedata.normalize("NFC", text).translate(_signs(known))


class _Signs(dict[int, int | str | None]):
    """The replacement for each character seen; None for a character that is removed."""

    def __init__(self, known: frozenset[int]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, code: int) -> int | str | None:
        character = chr(code)
        shown: int | str | None = code if code in self._known else INSTEAD
        if character != "\n" and unicodedata.category(character) in _INVISIBLE:
            shown = None
        self[code] = code if character == "\n" else shown
        return self[code]


@cache
def _signs(known: frozenset[int]) -> _Signs:
    return _Signs(known)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
