"""Texts as the font of the document can show them: a PDF that is to be kept may lack no glyph."""

import re
import unicodedata
from functools import cache
from typing import Any, Final

from pow_pipeline.publication.sheet.typefaces import known_signs, our_signs
from schemas.fonts import Font

INSTEAD: Final = "□"
_LONG: Final = re.compile(r"[^\s]{25}(?=[^\s])")
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn")  # control, direction, surrogate, unassigned
_MOST: Final = 15_000  # a text in a PDF has a limit, and this is far above any that is read
_KEPT: Final = ("kind", "language", "colour", "text_colour", "address", "name")


def only_glyphs(value: Any, key: str = "", *, fonts: tuple[Font, ...] = ()) -> Any:
    """Return data in which each text that is shown can be: unknown signs stand as a square.

    Signs that show nothing, such as those that change the direction of reading, are left out; long
    words may be broken. What is far too long is cut.

    Args:
        value: the data.
        key: under what it stands.
        fonts: those of the programme.
    """
    if isinstance(value, dict):
        return {name: only_glyphs(each, name, fonts=fonts) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [only_glyphs(each, key, fonts=fonts) for each in value]
    if not isinstance(value, str) or key in _KEPT:
        return value
    if key == "svg":
        return _showable(value, our_signs())
    shown = _showable(value, known_signs(fonts))
    return _LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", _shortened(shown))


def _showable(text: str, known: frozenset[int]) -> str:
    return unicodedata.normalize("NFC", text).translate(_signs(known))


class _Signs(dict[int, int | str | None]):
    """What stands for each sign that was met; none for one that is left out."""

    def __init__(self, known: frozenset[int]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, code: int) -> int | str | None:
        sign = chr(code)
        shown: int | str | None = code if code in self._known else INSTEAD
        if sign != "\n" and unicodedata.category(sign) in _INVISIBLE:
            shown = None
        self[code] = code if sign == "\n" else shown
        return self[code]


@cache
def _signs(known: frozenset[int]) -> _Signs:
    return _Signs(known)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
