"""What the formats of an Excel workbook tell beside the values: percentages and filled cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pow_pipeline.parsing.excel.colours import fill_colours
from pow_pipeline.parsing.markup import child_of, children, parse

_STYLES: Final = "xl/styles.xml"
_TELLING: Final = re.compile(
    rb"%|numFmtId\s*=\s*[\"'](?:9|10)[\"']|[\"']solid[\"']|[\"']00+[\"']|;0+[\"']"
)
# Text, and so many digits at least: 000, or "AM12-"000.
_PADDED: Final = re.compile(r'((?:"[^"]*"|\\.)*)(0+)(?:;.*)?')
_PLAIN: Final = ("", 1)
_PERCENTAGES: Final = {"9", "10"}  # the formats that are built in
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True)
class CellFormats:
    """Formats of cells by number.

    Attributes:
        percentages: those under which a number is shown as a percentage.
        fills: the colour of those that fill a cell with one.
        padded: those under which a whole number is shown with more than its digits: the text
            before it, and how many digits it has at least.
    """

    percentages: frozenset[str] = frozenset()
    fills: Mapping[str, str] | None = None
    padded: Mapping[str, tuple[str, int]] | None = None

    def __bool__(self) -> bool:
        """Whether they tell anything."""
        return bool(self.percentages or self.fills or self.padded)


def read_formats(entries: Mapping[str, bytes]) -> CellFormats:
    """Return the formats of a workbook that tell anything.

    Raises:
        RefusedError: they cannot be read.
    """
    if not _TELLING.search(entries.get(_STYLES, b"")):
        return CellFormats()
    styles = parse(entries[_STYLES])
    codes = {
        each.get("numFmtId", ""): each.get("formatCode", "")
        for each in children(child_of(styles, "numFmts"), "numFmt")
    }
    shown = _PERCENTAGES | {each for each in codes if "%" in _LITERAL.sub("", codes[each])}
    padded = {each: _padding(code) for each, code in codes.items()}
    colours = dict(enumerate(fill_colours(styles, entries)))
    formats = list(enumerate(children(child_of(styles, "cellXfs"), "xf")))
    return CellFormats(
        frozenset(str(number) for number, each in formats if each.get("numFmtId") in shown),
        {
            str(number): colour
            for number, each in formats
            if (fill := each.get("fillId", "")).isdecimal()
            and (colour := colours.get(int(fill), ""))
        },
        {
            str(number): padding
            for number, each in formats
            if (padding := padded.get(each.get("numFmtId", ""), _PLAIN)) != _PLAIN
        },
    )


def _padding(code: str) -> tuple[str, int]:
    """Return the text before a whole number, and how many digits it has at least."""
    found = _PADDED.fullmatch(code)
    return (re.sub(r'"|\\(?=.)', "", found[1]), len(found[2])) if found else _PLAIN
