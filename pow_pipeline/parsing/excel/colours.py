"""Visible fill colours of cells in Excel workbooks."""

import colorsys
import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.parsing.markup import child_of, children, parse

_WHITE: Final = "#FFFFFF"
_THEME: Final = "xl/theme/theme1.xml"
# Index in the theme by theme number: a theme lists dark before light colours, but the numbers in
# cells count light before dark.
_THEME_INDEX: Final = {0: 1, 1: 0, 2: 3, 3: 2}
# The Excel 97 palette, which starts at number 8; `indexed` is a number in it.
_PALETTE: Final = (  # noqa: SIM905 -- a list is four times as long
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 "
    "008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF "
    "FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF "
    "FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 "
    "993300 993366 333399 333333"
).split()
_PALETTE_FROM: Final = 8
_RGB: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


def fill_colours(styles: ET.Element, entries: Mapping[str, bytes]) -> list[str]:
    """Return the colour of each fill in a workbook; '' for no fill, white and patterns."""
    theme = theme_colours(entries)
    return [
        _colour_of(child_of(fill, "patternFill"), theme)
        for fill in children(child_of(styles, "fills"), "fill")
    ]


def theme_colours(entries: Mapping[str, bytes]) -> list[str]:
    """Return the colours of the theme of a workbook, in the order of the file."""
    if _THEME not in entries:
        return []
    scheme = child_of(child_of(parse(entries[_THEME]), "themeElements"), "clrScheme")
    colours = [next(iter(named), None) for named in (scheme if scheme is not None else ())]
    return [
        colour.get("lastClr", colour.get("val", "")) if colour is not None else ""
        for colour in colours
    ]


def _colour_of(pattern: ET.Element | None, theme: Sequence[str]) -> str:
    colour = child_of(pattern, "fgColor")
    if pattern is None or colour is None or pattern.get("patternType") != "solid":
        return ""
    match = _RGB.fullmatch(_named_colour(colour, theme))
    shown = _tinted(match[1], _number(colour.get("tint", "0"))) if match else ""
    return "" if shown == _WHITE else shown


def _named_colour(colour: ET.Element, theme: Sequence[str]) -> str:
    if "theme" in colour.attrib:
        number = int(_number(colour.get("theme", "")))
        return _colour_at(theme, _THEME_INDEX.get(number, number))
    if "indexed" in colour.attrib:
        number = int(_number(colour.get("indexed", "")))
        return _colour_at(_PALETTE, number - _PALETTE_FROM if number >= _PALETTE_FROM else number)
    return colour.get("rgb", "")


def _tinted(colour: str, tint: float) -> str:
    """Return a colour made lighter (tint up to 1) or darker (tint down to -1), as in Excel."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lightness = lightness * (1 + tint) if tint < 0 else lightness * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(max(lightness, 0), 1), saturation)
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def _colour_at(colours: Sequence[str], number: int) -> str:
    return colours[number] if 0 <= number < len(colours) else ""


def _number(text: str) -> float:
    """Return a number of the workbook; -1 if the text is not a number."""
    try:
        return float(text)
    except ValueError:
        return -1
