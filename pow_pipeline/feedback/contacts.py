"""The addresses to which reminders of each region are mailed, from a file outside the record."""

import csv
import io
import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from pow_pipeline.errors import WorkspaceError

_COLUMNS: Final = ["region", "address"]
_WORD: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_WORD}(\.{_WORD})*@[\w-]+(\.[\w-]+)*")


def read_contacts(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the addresses of each region; none when there is no file.

    Raises:
        WorkspaceError: it cannot be read; names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read; it must be text in UTF-8 that this user may read"
        raise WorkspaceError(message) from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    addresses: dict[str, list[str]] = defaultdict(list)
    try:
        header = next(lines, [])
        if [name.strip() for name in header] != _COLUMNS:
            message = f"{path}: the first line must be: {','.join(_COLUMNS)}"
            raise WorkspaceError(message)
        for line in filter(None, lines):
            region, address = _contact(line, where=f"{path}, line {lines.line_num}")
            addresses[region].append(address)
    except csv.Error as error:
        raise WorkspaceError(f"{path}, line {lines.line_num}: {error}") from error
    return {region: tuple(dict.fromkeys(each)) for region, each in addresses.items()}


def _contact(line: list[str], *, where: str) -> tuple[str, str]:
    cells = [cell.strip() for cell in line]
    if len(cells) != len(_COLUMNS) or not cells[0] or not is_address(cells[1]):
        raise WorkspaceError(
            f"{where}: write a region and one address, such as AM12,name@example.nl"
        )
    return cells[0], cells[1]


def is_address(text: str) -> bool:
    """Whether it has the form of an address; signs that mean something in a mail are refused."""
    return _ADDRESS.fullmatch(text) is not None
