"""Addresses of cells, as a spreadsheet shows them."""


def address_of(row: int, column: int) -> str:
    """Return the address of a cell: row from 1, column from 0, so that (1, 0) is A1."""
    letters = ""
    left = column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def column_of(letters: bytes) -> int:
    """Return the number of a column, from 0, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1
