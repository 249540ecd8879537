"""Names of the sheets of a marked workbook: the sender's own where a workbook allows them."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Final

from pow_pipeline.feedback.places import in_sight
from pow_pipeline.model import Contents
from schemas.language import Language

_LONGEST: Final = 31  # as Excel counts, in units of UTF-16
_REFUSED: Final = re.compile(r"[\[\]:*?/\\]")
_KEPT_BY_EXCEL: Final = "history"


@dataclass(frozen=True)
class SheetNames:
    """What the sheets are called.

    Attributes:
        findings: the sheet of findings.
        lists: the hidden sheet of lists to choose from.
        data: the sender's own sheets, in order.
    """

    findings: str
    lists: str
    data: tuple[str, ...]

    def link(self, place: int, cell: str) -> str:
        """Return a link to a cell of one of the sender's sheets."""
        name = self.data[place].replace("'", "''")
        return f"internal:'{name}'!{cell}"


def sheet_names(language: Language, contents: Contents | None) -> SheetNames:
    """Return a name for each sheet, no two alike in any case."""
    words = language.marked
    taken = {_KEPT_BY_EXCEL}
    findings = _free_name(words["sheet"], taken)
    lists = _free_name(language.template["lists"], taken)
    sheets = contents.sheets if contents else ()
    data = tuple(_free_name(in_sight(each.name) or words["data"], taken) for each in sheets)
    return SheetNames(findings, lists, data)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook allows and that is not taken, and take it."""
    allowed = _REFUSED.sub("_", name)
    for number in count(1):
        ending = f" ({number})" if number > 1 else ""
        free = f"{_cut(allowed, _LONGEST - len(ending)) or '_'}{ending}"
        if free.casefold() not in taken:
            taken.add(free.casefold())
            return free
    raise AssertionError  # there is always a number left


def _cut(name: str, longest: int) -> str:
    """Return the beginning of a name, without apostrophes around it."""
    units = name.encode("utf-16-le")[: 2 * longest]
    return units.decode("utf-16-le", errors="ignore").strip("'")
