"""Writes the parts that all our workbooks share: styles, plain text, choice lists, protection.

The modules that use it decide what is on each worksheet.
"""

import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import ceil
from typing import Any, Final, Literal

from schemas.language import Language, read_language
from schemas.programme.programme import Programme
from schemas.text.matching import UNSEEN

Style = Literal[
    "title", "label", "fact", "header", "locked", "previous", "field", "number", "day", "text"
]
Sheet = Any  # a worksheet of XlsxWriter, which has no type annotations
Value = str | int | Decimal | date | None
Cells = tuple[int, int, int, int]  # first row, first column, last row, last column, all from 0

_CREATED: Final = datetime(2020, 1, 1, tzinfo=UTC)
_LONGEST_TEXT: Final = 32_767  # the limit of a cell in Excel
_FORMULA_SIGNS: Final = frozenset("=+-@")
_SPACES: Final = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "})
_LARGEST_STORED: Final = 2**53  # a larger number may lose digits
_A4, _A3 = 9, 8  # the numbers of paper sizes in Excel
_MARGIN: Final = 0.4  # inches
_LINE_HEIGHT: Final = 15  # points
_HIGHEST_ROW: Final = 409  # points, in Excel
_MOST_LINES: Final = _HIGHEST_ROW // _LINE_HEIGHT
_WIDEST: Final = 200  # characters
_LINE: Final = "#BFBFBF"
_GREY: Final = "#F3F3F3"
_PALE: Final = "#FFF9E5"
_TEXT_FORMAT: Final = "@"
_DAY_FORMAT: Final = "dd-mm-yyyy"
_CELL: Final = {"valign": "top", "text_wrap": True, "border": 1, "border_color": _LINE}
_FIELD: Final = {**_CELL, "bg_color": _PALE, "locked": False}
_STYLES: Final[dict[Style, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "label": {"bold": True, "valign": "top"},
    "fact": {"align": "left", "valign": "top"},
    "header": {**_CELL, "bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"},
    "locked": {**_CELL, "bg_color": _GREY},
    "previous": {**_CELL, "bg_color": _GREY, "font_color": "#595959", "italic": True},
    "field": {**_FIELD, "num_format": _TEXT_FORMAT},  # Excel does not convert what is typed
    "number": {**_FIELD, "align": "right", "indent": 1},
    "day": {**_FIELD, "num_format": _DAY_FORMAT, "align": "left"},
    "text": {"valign": "top", "text_wrap": True},
}
SEVERAL: Final = "themes"  # a cell can hold several of its values
_ALLOWED: Final = dict.fromkeys(("format_columns", "format_rows", "insert_rows"), True)


class Book:
    """A workbook that is being written; the same calls give the same bytes."""

    def __init__(self, properties: Mapping[str, str]) -> None:
        """Start a workbook with these custom properties."""
        import xlsxwriter

        self._content = io.BytesIO()
        options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        self.workbook = xlsxwriter.Workbook(self._content, options)
        self.workbook.set_properties({"created": _CREATED})
        for name, value in properties.items():
            self.workbook.set_custom_property(name, value, "text")
        self._formats: dict[tuple[Any, ...], Any] = {}

    def add_sheet(self, name: str) -> Sheet:
        """Add a worksheet after the existing ones."""
        return self.workbook.add_worksheet(name)

    def format(self, style: Style, **more: Any) -> Any:
        """Return the format of a style, extended with other format properties of XlsxWriter."""
        key = (style, *sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({**_STYLES[style], **more})
        return self._formats[key]

    def write(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        value: Value,
        style: Style,
        **more: Any,
    ) -> None:
        """Write a value; text stays text, even if it looks like a number or a formula.

        Args:
            sheet: the worksheet.
            row: the row of the cell, from 0.
            column: the column of the cell, from 0.
            value: the text, number or day; None and '' give an empty cell.
            style: the look of the cell; it also decides whether the cell can be edited on a
                protected worksheet.
            more: other format properties of XlsxWriter.
        """
        plain = _as_validated(value) if isinstance(value, Decimal) else value
        if isinstance(plain, date):
            more["num_format"] = _DAY_FORMAT
            sheet.write_datetime(row, column, plain, self.format(style, **more))
        elif isinstance(plain, int | float):
            sheet.write_number(row, column, plain, self.format(style, **more))
        elif text := visible_text(plain or ""):
            if text[0] in _FORMULA_SIGNS:
                more["quote_prefix"] = True  # otherwise it becomes a formula when somebody edits it
            sheet.write_string(row, column, text, self.format(style, **more))
        else:
            sheet.write_blank(row, column, None, self.format(style, **more))

    def add_lists(self, name: str, lists: Mapping[str, Sequence[str | int]]) -> None:
        """Add a hidden worksheet with the choice lists, one per column; call this last.

        The worksheet has no header, so that it is not mistaken for a table.
        """
        sheet = self.add_sheet(name)
        for column, (key, values) in enumerate(lists.items()):
            for row, value in enumerate(values):
                self.write(sheet, row, column, value, "text")
            letter = chr(ord("A") + column)
            place = f"='{name}'!${letter}$1:${letter}${len(values)}"
            self.workbook.define_name(_list_name(key), place)
        sheet.hide()
        sheet.protect()

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        self.workbook.close()
        return self._content.getvalue()


def offer_list(sheet: Sheet, cells: Cells, key: str, language: Language) -> None:
    """Add a drop-down with the values of a list, see `Book.add_lists`."""
    words = language.template
    sheet.data_validation(
        *cells,
        {
            "validate": "list",
            "source": f"={_list_name(key)}",
            "error_title": words["wrong_choice_title"],
            "error_message": words["wrong_choice"],
        },
    )


def offer_choices(book: Book, sheet: Sheet, cells: Cells, name: str, programme: Programme) -> None:
    """Offer the allowed values of a column, if it has choices; colour the cells of statuses."""
    if name in lists_of(programme) and name != SEVERAL:
        offer_list(sheet, cells, name, read_language(programme.language))
    if name == "status":
        colour_statuses(book, sheet, cells, programme)


def colour_statuses(book: Book, sheet: Sheet, cells: Cells, programme: Programme) -> None:
    """Format cells so that each one gets the colour of the status that it names."""
    for status in programme.statuses:
        word = status.word[programme.language].replace('"', '""')
        colours = {"bg_color": status.colour, "font_color": status.text_colour}
        condition = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{word}"',
            "format": book.workbook.add_format(colours),
        }
        sheet.conditional_format(*cells, condition)


def protect(sheet: Sheet) -> None:
    """Protect locked cells, without a password; columns, rows and new rows stay editable."""
    sheet.protect("", _ALLOWED)


def print_on_width(sheet: Sheet, *, is_wide: bool = False) -> None:
    """Print a worksheet in landscape with all columns on one page: A3 if it is wide, else A4."""
    sheet.set_landscape()
    sheet.set_paper(_A3 if is_wide else _A4)
    sheet.set_margins(left=_MARGIN, right=_MARGIN)
    sheet.fit_to_pages(1, 0)


def fit_row(sheet: Sheet, row: int, texts: Iterable[tuple[Value, int]]) -> None:
    """Set the height of a row to that of its texts, which not every program does by itself.

    Args:
        sheet: the worksheet.
        row: the number of the row, from 0.
        texts: the texts in the row, each with the width of its column in characters.
    """
    lines = max((_lines(text, width) for text, width in texts if isinstance(text, str)), default=1)
    if lines > 1:
        sheet.set_row(row, min(lines * _LINE_HEIGHT, _HIGHEST_ROW))


def fitting_width(texts: Iterable[Value], width: int, *, most: int = _WIDEST) -> int:
    """Return a column width at which each of these texts fits into the highest possible row."""
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    return max(width, min(most, ceil(longest / (_MOST_LINES - 2))))


def lists_of(programme: Programme) -> dict[str, list[str | int]]:
    """Return the values to choose from, by column of the programme and for `score`."""
    language = programme.language
    lists: dict[str, list[str | int]] = {
        "status": [status.word[language] for status in programme.statuses],
        "category": [category.label[language] for category in programme.categories],
    }
    for name, column in programme.columns.items():
        if column.choices:
            lists[name] = [choice.label[language] for choice in column.choices]
    if questions := programme.questions:
        lists["score"] = list(range(questions.lowest, questions.highest + 1))
    return lists


def visible_text(text: str) -> str:
    """Return a text without invisible characters, such as those that change its direction.

    Line ends are kept.
    """
    if text.isprintable() and len(text) <= _LONGEST_TEXT:
        return text
    lines = text.replace("\r\n", "\n").translate(_SPACES)
    unseen = {
        ord(sign): None
        for sign in set(lines)  # even a long text has few different characters
        if sign != "\n" and unicodedata.category(sign) in UNSEEN
    }
    return lines.translate(unseen)[:_LONGEST_TEXT]


def _lines(text: str, width: int) -> int:
    if "\n" not in text:
        return max(1, ceil(len(text) / width))
    return sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))


def _list_name(key: str) -> str:
    return f"list_{key}"


def _as_validated(number: Decimal) -> float | str:
    """Return a number that is parsed back unchanged: as text if a stored number would differ."""
    stored = float(number)
    read = Decimal(stored) if stored.is_integer() else Decimal(f"{stored:.15g}")
    if read == number and stored < _LARGEST_STORED:
        return stored
    return f"{number.normalize():f}".replace(".", ",")
