"""Parses the TrueType fonts of a programme folder."""

import hashlib
import io
from typing import Final

from pydantic import Field

from schemas.programme.parts import Part

_MOST_BYTES: Final = 2 * 2**20  # every page embeds the font


class FontError(ValueError):
    """A file is not a usable font; the message gives the reason and the remedy."""


class Font(Part):
    """One font: a weight and a style of a family."""

    weight: int
    is_italic: bool
    sha256: str
    content: bytes = Field(exclude=True, repr=False)


def read_font(content: bytes) -> Font:
    """Parse a font.

    Raises:
        FontError: the file is not a usable font.
    """
    from fontTools.ttLib import TTFont, TTLibError

    if len(content) > _MOST_BYTES:
        raise FontError(f"larger than {_MOST_BYTES:,} bytes; take one with fewer signs")
    try:
        with TTFont(io.BytesIO(content), lazy=True) as font:
            about = font["OS/2"]
            is_italic = bool(about.fsSelection & 1)
            has_signs = bool(font.getBestCmap())
    except (TTLibError, KeyError, AssertionError, ValueError) as error:
        raise FontError("no TrueType font; save it as .ttf") from error
    if not has_signs or content[:4] == b"wOF2":
        raise FontError("no TrueType font with signs of Unicode; take another one")
    return Font(
        weight=about.usWeightClass,
        is_italic=is_italic,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
