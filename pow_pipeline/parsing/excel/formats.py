"""Cell formats of Excel workbooks that matter here: percentages, leading zeros and fill colours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pow_pipeline.parsing.excel.colours import fill_colours
from pow_pipeline.parsing.markup import child_of, children, parse

_STYLES: Final = "xl/styles.xml"
_MARKS: Final = re.compile(
    rb"%|numFmtId\s*=\s*[\"'](?:9|10)[\"']|[\"']solid[\"']|[\"']00+[\"']|;0+[\"']"
)
# Literal text and a minimum number of digits: 000, or "AM12-"000.
_PADDED: Final = re.compile(r'((?:"[^"]*"|\\.)*)(0+)(?:;.*)?')
_PLAIN: Final = ("", 1)
_PERCENTAGES: Final = {"9", "10"}  # the built-in formats
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True)
class CellFormats:
    """Cell formats by number.

    Attributes:
        percentages: formats that show a number as a percentage.
        fills: fill colour of the formats that have one.
        padded: formats that show a whole number with a prefix or leading zeros; the values are
            the prefix and the minimum number of digits.
    """

    percentages: frozenset[str] = frozenset()
    fills: Mapping[str, str] | None = None
    padded: Mapping[str, tuple[str, int]] | None = None

    def __bool__(self) -> bool:
        """Return whether any format matters here."""
        return bool(self.percentages or self.fills or self.padded)


def read_formats(entries: Mapping[str, bytes]) -> CellFormats:
    """Return the formats of a workbook that matter here.

    Raises:
        RefusedError: the styles cannot be parsed.
    """
    if not _MARKS.search(entries.get(_STYLES, b"")):
        return CellFormats()
    styles = parse(entries[_STYLES])
    codes = {
        number_format.get("numFmtId", ""): number_format.get("formatCode", "")
        for number_format in children(child_of(styles, "numFmts"), "numFmt")
    }
    shown = _PERCENTAGES | {key for key, code in codes.items() if "%" in _LITERAL.sub("", code)}
    padded = {key: _padding(code) for key, code in codes.items()}
    colours = dict(enumerate(fill_colours(styles, entries)))
    formats = list(enumerate(children(child_of(styles, "cellXfs"), "xf")))
    return CellFormats(
        frozenset(str(number) for number, xf in formats if xf.get("numFmtId") in shown),
        {
            str(number): colour
            for number, xf in formats
            if (fill := xf.get("fillId", "")).isdecimal() and (colour := colours.get(int(fill), ""))
        },
        {
            str(number): padding
            for number, xf in formats
            if (padding := padded.get(xf.get("numFmtId", ""), _PLAIN)) != _PLAIN
        },
    )


def _padding(code: str) -> tuple[str, int]:
    """Return the prefix that a format code adds and the minimum number of digits."""
    match = _PADDED.fullmatch(code)
    return (re.sub(r'"|\\(?=.)', "", match[1]), len(match[2])) if match else _PLAIN
