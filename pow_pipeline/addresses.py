"""Addresses of cells, as a spreadsheet shows them."""


def cell_address(row: int, column: int) -> str:
    """Return the address of a cell: row from 1, column from 0, so that (1, 0) is A1."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """Return the letters of a column, from 0: A to Z, then AA and on."""
    letters = ""
    left = column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_of(letters: bytes) -> int:
    """Return the number of a column, from 0, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1
