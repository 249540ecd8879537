"""The typefaces of a sheet: those of the programme, and ours for the characters they lack.

Charts only use ours, so that they are the same in every programme.
"""

import base64
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from pow_pipeline.publication.vendor import FONT_FAMILY, FONTS
from schemas.fonts import Font
from schemas.programme.programme import Programme

OF_PROGRAMME: Final = "Programme"  # the name of the family on a page
_FACES: Final = ("Regular", "It", "Semibold", "Bold", "BoldIt")
_OURS: Final = ((400, "normal"), (600, "normal"), (700, "normal"), (400, "italic"))


def typefaces(programme: Programme) -> tuple[Font, ...]:
    """Return the fonts of a programme."""
    return tuple(programme.fonts.values())


@cache
def known_signs(fonts: tuple[Font, ...]) -> frozenset[int]:
    """Return the characters that all of these fonts can show, or ours in their place."""
    return _signs(tuple(font.content for font in fonts)) | our_signs()


@cache
def our_signs() -> frozenset[int]:
    """Return the characters that each of our fonts can show."""
    return _signs(tuple(path.read_bytes() for path in sorted(FONTS.glob("*.ttf"))))


def missing_fonts() -> list[Path]:
    """Return the missing files of our own typeface."""
    needed = [FONTS / f"source-sans-3-latin-{weight}-{style}.woff2" for weight, style in _OURS]
    needed += [FONTS / f"SourceSans3-{face}.ttf" for face in _FACES]
    return [path for path in needed if not path.is_file()]


def font_faces(fonts: Iterable[Font]) -> str:
    """Return the fonts as CSS with embedded data."""
    ours = (
        _face(
            FONT_FAMILY,
            weight,
            style,
            (FONTS / f"source-sans-3-latin-{weight}-{style}.woff2").read_bytes(),
            "woff2",
        )
        for weight, style in _OURS
    )
    own = (
        _face(
            OF_PROGRAMME,
            font.weight,
            "italic" if font.is_italic else "normal",
            font.content,
            "truetype",
        )
        for font in fonts
    )
    return "".join((*ours, *own))


@cache
def _signs(contents: tuple[bytes, ...]) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    known = []
    for content in contents:
        with TTFont(io.BytesIO(content), lazy=True) as font:
            known.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*known) if known else frozenset()


def _face(family: str, weight: int, style: str, content: bytes, form: str) -> str:
    kind = "woff2" if form == "woff2" else "ttf"
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f"src: url(data:font/{kind};base64,{base64.b64encode(content).decode()}) "
        f'format("{form}"); }}\n'
    )
