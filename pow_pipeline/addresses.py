"""Cell addresses as a spreadsheet shows them."""

import re
from typing import Final

_CELL: Final = re.compile(rb"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def cell_address(row: int, column: int) -> str:
    """Return the address of a cell: row from 1, column from 0, so that (1, 0) is A1."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 0: A to Z, then AA and so on."""
    letters = ""
    left = column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_of(letters: bytes) -> int:
    """Return the number of a column, counted from 0, from its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def place_of(address: bytes) -> tuple[int, int] | None:
    """Return the row (from 1) and column (from 0) of a cell; None if the address is invalid."""
    match = _CELL.fullmatch(address)
    return (int(match[2]), column_of(match[1])) if match else None
