"""The rules that a delivery is judged by: code, stage, severity, and the column each looks at.

What a rule says to people stands under its code in `languages/`; what a row rule checks stands
in `submission.py`. An error is used only where the figure itself cannot be known.
"""

from dataclasses import dataclass
from typing import Final, Literal

Stage = Literal["file", "layout", "rows"]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        column: the column of the form that its findings point at, if it is one.
        is_certain: whether the same bytes would break it again, on any machine.
    """

    code: str
    stage: Stage
    severity: Literal["error", "query", "notice"]
    column: str = ""
    is_certain: bool = True


RULES: Final = {
    rule.code: rule
    for rule in (
        Rule("R-FILE-01", "file", "error"),  # not readable
        Rule("R-FILE-02", "file", "error"),  # empty
        Rule("R-FILE-03", "file", "error"),  # a spreadsheet of a kind that we do not read
        Rule("R-FILE-04", "file", "error"),  # no spreadsheet at all
        Rule("R-FILE-05", "file", "error"),  # protected by a password
        Rule("R-FILE-06", "file", "error"),  # too many bytes in the file
        Rule("R-FILE-07", "file", "error"),  # too many files in it
        Rule("R-FILE-08", "file", "error"),  # too many bytes when inflated
        Rule("R-FILE-09", "file", "error"),  # too many rows
        Rule("R-FILE-10", "file", "error"),  # too many columns
        Rule("R-FILE-11", "file", "error"),  # too many characters in a cell
        Rule("R-FILE-12", "file", "error", is_certain=False),  # it ended its reader, or its memory
        Rule("R-FILE-13", "file", "error", is_certain=False),  # reading took too long
        Rule("R-TEXT-01", "file", "error"),  # a sign that no text holds
        Rule("R-TEXT-02", "file", "error"),  # a row with another number of cells
        Rule("R-TEXT-03", "file", "error"),  # quotes that do not match
        Rule("R-TEXT-04", "file", "error"),  # in no known encoding
        Rule("R-LAYOUT-01", "layout", "error"),  # no header found
        Rule("R-LAYOUT-02", "layout", "error"),  # a required column is missing
        Rule("R-LAYOUT-03", "layout", "error"),  # two columns with the same meaning
        Rule("R-LAYOUT-04", "layout", "error"),  # nothing below the header
        Rule("R-LAYOUT-05", "layout", "error"),  # more than one sheet with activities
        Rule("R-CELL-01", "layout", "error"),  # an error, or a formula without a stored result
        Rule("R-REGION-01", "layout", "error"),  # unknown
        Rule("R-REGION-02", "layout", "error"),  # not the sender's
        Rule("R-REGION-03", "layout", "error"),  # absent
        Rule("R-REGION-04", "layout", "error"),  # two regions in one file
        Rule("R-REGION-05", "layout", "error"),  # not expected in this period
        Rule("R-PERIOD-01", "layout", "error"),  # unknown
        Rule("R-PERIOD-02", "layout", "error"),  # not opened
        Rule("R-PERIOD-03", "layout", "error"),  # absent
        Rule("R-PERIOD-04", "layout", "error"),  # two periods in one file
        Rule("R-ID-01", "rows", "error", "activity_id"),  # empty
        Rule("R-ID-02", "rows", "error", "activity_id"),  # twice
        Rule("R-ID-03", "rows", "error", "activity_id"),  # signs that cannot be seen or told apart
        Rule("R-CATEGORY-01", "rows", "error", "category"),  # unknown
        Rule("R-CATEGORY-02", "rows", "error", "category"),  # empty
        Rule("R-STATUS-01", "rows", "error", "status"),  # unknown
        Rule("R-STATUS-02", "rows", "error", "status"),  # empty
        Rule("R-EXPLANATION-01", "rows", "query", "explanation"),  # the status needs one
        Rule("R-NAME-01", "rows", "query", "activity_name"),  # empty
    )
}
UNCERTAIN_RULES: Final = tuple(rule.code for rule in RULES.values() if not rule.is_certain)
