"""Chooses names for the worksheets of a marked workbook: the sender's own, if allowed."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Final

from pow_pipeline.feedback.places import in_sight
from pow_pipeline.model.documents import Contents
from schemas.language import Language

_LONGEST: Final = 31  # in UTF-16 code units, as Excel counts
_REFUSED: Final = re.compile(r"[\[\]:*?/\\]")
_KEPT_BY_EXCEL: Final = "history"


@dataclass(frozen=True)
class SheetNames:
    """The names of the worksheets.

    Attributes:
        findings: the worksheet of findings.
        lists: the hidden worksheet with choice lists.
        data: the sender's own worksheets, in order.
    """

    findings: str
    lists: str
    data: tuple[str, ...]

    def link(self, sheet_index: int, cell: str) -> str:
        """Return a link to a cell of one of the sender's worksheets."""
        name = self.data[sheet_index].replace("'", "''")
        return f"internal:'{name}'!{cell}"


def sheet_names(language: Language, contents: Contents | None) -> SheetNames:
    """Return a name for each worksheet; names that differ only in case count as the same."""
    words = language.marked
    taken = {_KEPT_BY_EXCEL}
    findings = _free_name(words["sheet"], taken)
    lists = _free_name(language.template["lists"], taken)
    sheets = contents.sheets if contents else ()
    data = tuple(_free_name(in_sight(sheet.name) or words["data"], taken) for sheet in sheets)
    return SheetNames(findings, lists, data)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook allows and that is not taken, and mark it as taken."""
    allowed = _REFUSED.sub("_", name)
    for number in count(1):
        ending = f" ({number})" if number > 1 else ""
        free = f"{_cut(allowed, _LONGEST - len(ending)) or '_'}{ending}"
        if free.casefold() not in taken:
            taken.add(free.casefold())
            return free
    raise AssertionError  # the numbers never run out


def _cut(name: str, longest: int) -> str:
    """Return the start of a name, without apostrophes around it."""
    units = name.encode("utf-16-le")[: 2 * longest]
    return units.decode("utf-16-le", errors="ignore").strip("'")
