"""Parses the file with the mail addresses of each region, which is not part of the record."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pow_pipeline.errors import WorkspaceError
from pow_pipeline.machine_faults import raise_machine_fault

_COLUMNS: Final = ["region", "address"]
_ALIKE: Final = 0.75  # matches codes such as AM12 that differ in one character
_WORD: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_WORD}(\.{_WORD})*@[\w-]+(\.[\w-]+)*")


@dataclass(frozen=True)
class Contacts:
    """The addresses of each region, and the lines that cannot be used.

    Attributes:
        problems: one text per unusable line: which line, what is wrong and what to do.
    """

    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_contacts(path: Path, regions: Collection[str]) -> Contacts:
    """Return the addresses of each region; none if the file does not exist.

    A line that cannot be used does not affect the other lines.

    Args:
        path: the file.
        regions: the codes of the regions of the programme; lines may use another case.

    Raises:
        WorkspaceError: the file cannot be read, or does not start with the names of its columns.
    """
    text = _read(path)
    if text is None:
        return Contacts()
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    codes = {code.casefold(): code for code in regions}
    addresses: dict[str, list[str]] = defaultdict(list)
    problems: list[str] = []
    try:
        if [name.strip() for name in next(lines, [])] != _COLUMNS:
            raise WorkspaceError(f"{path}: the first line must be: {','.join(_COLUMNS)}")
        for line in filter(None, lines):
            cells = [cell.strip() for cell in line]
            if problem := _problem(cells, codes):
                problems.append(f"{path}, line {lines.line_num}: {problem}")
            else:
                addresses[codes[cells[0].casefold()]].append(cells[1])
    except csv.Error as error:
        problems.append(f"{path}, line {lines.line_num}: {error}; correct the line")
    unique = {region: tuple(dict.fromkeys(entries)) for region, entries in addresses.items()}
    return Contacts(unique, tuple(problems))


def _read(path: Path) -> str | None:
    """Return the text of the file, None if it does not exist."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise_machine_fault(error)
        message = f"{path}: cannot be read; it must be text in UTF-8 that this user may read"
        raise WorkspaceError(message) from error


def _problem(cells: Sequence[str], codes: Mapping[str, str]) -> str:
    """Return what is wrong with a line and what to do; '' if it can be used."""
    if len(cells) != len(_COLUMNS) or not cells[0] or not is_address(cells[1]):
        return "not a region and one address; write it as AM12,name@example.nl"
    if cells[0].casefold() in codes:
        return ""
    nearest = ", ".join(get_close_matches(cells[0].upper(), codes.values(), cutoff=_ALIKE))
    hint = f"; did you mean {nearest}?" if nearest else "; correct the code or remove the line"
    return f"{cells[0]!r} is not a region of the programme, so its address gets no mail{hint}"


def is_address(text: str) -> bool:
    """Return whether a text has the form of an address.

    Characters with a special meaning in mail headers are refused.
    """
    return _ADDRESS.fullmatch(text) is not None
