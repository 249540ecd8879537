"""Names of the sheets of a marked workbook: the sender's own where a workbook allows them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from pow_pipeline.feedback.places import in_sight
from pow_pipeline.model import Contents
from schemas.language import Language

_LONGEST: Final = 31
_REFUSED: Final = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class SheetNames:
    """What the sheets are called.

    Attributes:
        findings: the sheet of findings.
        lists: the hidden sheet of lists to choose from.
        data: the name of each of the sender's own sheets, by the one it had.
    """

    findings: str
    lists: str
    data: Mapping[str, str]

    def link(self, sheet: str, cell: str) -> str:
        """Return a link to a cell of one of the sender's sheets."""
        name = self.data[sheet].replace("'", "''")
        return f"internal:'{name}'!{cell}"


def sheet_names(language: Language, contents: Contents | None) -> SheetNames:
    """Return a name for each sheet, no two alike in any case."""
    words = language.marked
    taken: set[str] = set()
    findings = _free_name(words["sheet"], taken)
    lists = _free_name(language.template["lists"], taken)
    data = {
        sheet.name: _free_name(in_sight(sheet.name) or words["data"], taken)
        for sheet in (contents.sheets if contents else ())
    }
    return SheetNames(findings, lists, data)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook allows and that is not taken, and take it."""
    allowed = _REFUSED.sub("_", name).strip("'")[:_LONGEST] or "_"
    for number in count(2):
        if allowed.casefold() not in taken:
            break
        allowed = f"{allowed[: _LONGEST - 5]} ({number})"
    taken.add(allowed.casefold())
    return allowed
