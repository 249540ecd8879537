"""Text in the cells of a workbook that we write: always text, whatever it looks like."""

import unicodedata
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_STARTS_OF_FORMULAS: Final = ("=", "+", "-", "@")
_BETWEEN_LINES: Final = "\n\t"
# Signs that turn the direction of what follows, so that it reads as something else.
_TURNING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class CellWriter:
    """Writes texts into the sheets of one workbook, each look made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def look(self, **properties: Any) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(
                {"text_wrap": True, "valign": "top", **properties}
            )
        return self._formats[key]

    def write(self, sheet: Worksheet, row: int, column: int, text: str, **look: Any) -> None:
        """Write a text; row and column count from 0. What looks like a formula stays text."""
        shown = without_turning(text)
        if shown.startswith(_STARTS_OF_FORMULAS):
            look["quote_prefix"] = True  # else it would become one when somebody edits the cell
        if shown:
            sheet.write_string(row, column, shown, self.look(**look))
        elif look:
            sheet.write_blank(row, column, None, self.look(**look))


def without_turning(text: str) -> str:
    """Return text without signs that control something and cannot be seen."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign for sign in text if not _controls(sign))


def _controls(sign: str) -> bool:
    is_control = unicodedata.category(sign) == "Cc" and sign not in _BETWEEN_LINES
    return is_control or sign in _TURNING
