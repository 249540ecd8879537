"""The addresses to which reminders of each region are mailed, from a file outside the record."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.machine_faults import raise_machine_fault

_COLUMNS: Final = ["region", "address"]
_ALIKE: Final = 0.75  # of codes such as AM12, those that differ in one character
_WORD: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_WORD}(\.{_WORD})*@[\w-]+(\.[\w-]+)*")


@dataclass(frozen=True)
class Contacts:
    """The addresses of each region, and the lines that name a region which does not exist.

    Attributes:
        problems: one line of text for each of those lines: the line, the code and what to do.
    """

    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_contacts(path: Path, regions: Collection[str]) -> Contacts:
    """Return the addresses of each region; none when there is no file.

    A line with an unknown region holds up no other line.

    Args:
        path: the file.
        regions: the codes of the regions of the programme.

    Raises:
        WorkspaceError: it cannot be read; names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Contacts()
    except (OSError, UnicodeDecodeError) as error:
        raise_machine_fault(error)
        message = f"{path}: cannot be read; it must be text in UTF-8 that this user may read"
        raise WorkspaceError(message) from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    addresses: dict[str, list[str]] = defaultdict(list)
    problems: list[str] = []
    try:
        header = next(lines, [])
        if [name.strip() for name in header] != _COLUMNS:
            message = f"{path}: the first line must be: {','.join(_COLUMNS)}"
            raise WorkspaceError(message)
        for line in filter(None, lines):
            where = f"{path}, line {lines.line_num}"
            region, address = _contact(line, where=where)
            if region in regions:
                addresses[region].append(address)
            else:
                problems.append(f"{where}: {_unknown(region, regions)}")
    except csv.Error as error:
        raise WorkspaceError(f"{path}, line {lines.line_num}: {error}") from error
    unique = {region: tuple(dict.fromkeys(each)) for region, each in addresses.items()}
    return Contacts(unique, tuple(problems))


def _unknown(region: str, regions: Collection[str]) -> str:
    """Return what is wrong with a line that names an unknown region, and what to do."""
    nearest = ", ".join(get_close_matches(region.upper(), regions, cutoff=_ALIKE))
    hint = f"; did you mean {nearest}?" if nearest else "; correct the code or remove the line"
    return f"{region!r} is not a region of the programme, so its address gets no mail{hint}"


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
