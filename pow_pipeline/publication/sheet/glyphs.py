"""Texts as the font of the document can show them: a PDF that is to be kept may lack no glyph."""

import re
import unicodedata
from functools import cache
from typing import Any, Final

from pow_pipeline.publication.vendor import FONTS

INSTEAD: Final = "□"
_LONG: Final = re.compile(r"[^\s]{25}(?=[^\s])")
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn")  # control, direction, surrogate, unassigned
_MOST: Final = 15_000  # a text in a PDF has a limit, and this is far above any that is read
_KEPT: Final = ("kind", "language", "colour", "text_colour", "address", "name")


def only_glyphs(value: Any, key: str = "") -> Any:
    """Return data in which each text that is shown can be: unknown signs stand as a square.

    Signs that show nothing, such as those that change the direction of reading, are left out; long
    words may be broken. What is far too long is cut.
    """
    if isinstance(value, dict):
        return {name: only_glyphs(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [only_glyphs(each, key) for each in value]
    if not isinstance(value, str) or key in _KEPT:
        return value
    shown = _showable(value)
    return shown if key == "svg" else _LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", _shortened(shown))


def _showable(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_signs())


class _Signs(dict[int, int | str | None]):
    """What stands for each sign that was met; none for one that is left out."""

    def __missing__(self, code: int) -> int | str | None:
        sign = chr(code)
        shown: int | str | None = code if code in _known() else INSTEAD
        if sign != "\n" and unicodedata.category(sign) in _INVISIBLE:
            shown = None
        self[code] = code if sign == "\n" else shown
        return self[code]


@cache
def _signs() -> _Signs:
    return _Signs()


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    known = []
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            known.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*known)
