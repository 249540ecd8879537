"""The validation rules: code, stage, severity and column of each.

The wording of each rule is in `languages/` under its code. The checks of row rules are in
`submission.py`, and those of history rules in `warehouse/history`. The severity error is used only
if the figure itself cannot be determined.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Stage = Literal["file", "layout", "rows", "submission", "history"]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        column: form column of its findings, if it is always the same one.
        parameter: threshold that the rule uses, by its name in `validating` of the programme.
        expects: kinds of its expected values, by position; text if not given.
        finds: kind of the value found, and of the expected values if `expects` is not given.
        is_reproducible: whether the same bytes always break the rule, on any machine.
        follows: rules whose findings cause the findings of this rule, which are then left out. The
            cause must be at the same cell; for rules about the layout or the whole submission, in
            the same delivery. If only part of a finding follows, the code that makes it leaves that
            part out.
    """

    code: str
    stage: Stage
    severity: Literal["error", "query", "notice"]
    column: str = ""
    parameter: str = ""
    expects: tuple[Literal["text", "day", "period"], ...] = ()
    finds: Literal["text", "count", "bytes"] = "text"
    is_reproducible: bool = True
    follows: tuple[str, ...] = ()


RULES: Final = {
    rule.code: rule
    for rule in (
        Rule("R-FILE-01", "file", "error"),  # not readable
        Rule("R-FILE-02", "file", "error"),  # empty
        Rule("R-FILE-03", "file", "error"),  # a spreadsheet in an unsupported format
        Rule("R-FILE-04", "file", "error"),  # not a spreadsheet
        Rule("R-FILE-05", "file", "error"),  # protected by a password
        Rule("R-FILE-06", "file", "error", finds="bytes"),  # too many bytes in the file
        Rule("R-FILE-07", "file", "error", finds="count"),  # too many files in it
        Rule("R-FILE-08", "file", "error", finds="bytes"),  # too many bytes when inflated
        Rule("R-FILE-09", "file", "error", finds="count"),  # too many rows
        Rule("R-FILE-10", "file", "error", finds="count"),  # too many columns
        Rule("R-FILE-11", "file", "error", finds="count"),  # too many characters in a cell
        Rule(
            "R-FILE-12", "file", "error", is_reproducible=False
        ),  # it crashed its parser or exceeded its memory
        Rule("R-FILE-13", "file", "error", is_reproducible=False),  # parsing took too long
        Rule("R-FILE-14", "file", "error", finds="count"),  # too many cells in all sheets together
        Rule("R-FILE-15", "file", "error"),  # an archive of files
        Rule("R-TEXT-01", "file", "error"),  # a character that does not occur in text
        Rule("R-TEXT-02", "file", "error"),  # a row with a different number of cells
        Rule("R-TEXT-03", "file", "error"),  # quotes that do not match
        Rule("R-TEXT-04", "file", "error"),  # in no known encoding
        Rule("R-TEXT-05", "file", "error"),  # in two encodings
        Rule("R-TEXT-06", "file", "error"),  # two separators fit
        Rule("R-CELL-02", "file", "error"),  # a number with lost digits, or an invalid one
        Rule("R-JSON-01", "file", "error"),  # invalid JSON
        Rule("R-JSON-02", "file", "error"),  # a structure other than records of plain values
        Rule("R-JSON-03", "file", "error"),  # a name twice in one record
        Rule("R-PARQUET-01", "file", "error"),  # a column of values that cannot be text
        Rule("R-LAYOUT-01", "layout", "error"),  # no header found
        Rule("R-LAYOUT-02", "layout", "error"),  # a required column is missing
        Rule("R-LAYOUT-03", "layout", "error"),  # two columns with the same meaning
        Rule("R-LAYOUT-04", "layout", "error"),  # nothing below the header
        Rule("R-LAYOUT-05", "layout", "error"),  # more than one sheet with activities
        Rule("R-LAYOUT-06", "layout", "query"),  # hidden rows, columns or sheet
        Rule(
            "R-LAYOUT-07", "layout", "notice", follows=("R-LAYOUT-04", "R-LAYOUT-10")
        ),  # rows below the last activity, left out
        Rule(
            "R-LAYOUT-08", "layout", "notice", follows=("R-LAYOUT-02",)
        ),  # columns that the programme does not know
        Rule("R-LAYOUT-09", "layout", "notice"),  # a hidden sheet with activities, left out
        Rule("R-LAYOUT-10", "layout", "error"),  # a second header
        Rule(
            "R-LAYOUT-11", "layout", "notice", follows=("R-LAYOUT-02", "R-LAYOUT-10")
        ),  # filled columns without a name
        Rule(
            "R-LAYOUT-12", "layout", "notice", follows=("R-LAYOUT-02",)
        ),  # a heading recognised without its hint
        Rule("R-LAYOUT-13", "layout", "error"),  # a header below the rows in which it must be
        Rule("R-CELL-03", "layout", "query"),  # error or formula without result, optional column
        Rule("R-CELL-04", "layout", "query"),  # a value under a merged cell
        Rule("R-QUESTION-04", "layout", "query"),  # answers in more than one place
        Rule("R-CELL-01", "layout", "error"),  # error or formula without result, required column
        Rule("R-REGION-01", "layout", "error"),  # unknown
        Rule("R-REGION-02", "layout", "error"),  # not the sender's
        Rule("R-REGION-03", "layout", "error"),  # absent
        Rule("R-REGION-04", "layout", "error"),  # two regions in one file
        Rule("R-REGION-05", "layout", "error"),  # not expected in this period
        Rule("R-REGION-06", "layout", "error"),  # two regions in one text
        Rule("R-REGION-07", "layout", "query"),  # another one next to it, which may be a town
        Rule("R-REGION-08", "layout", "notice"),  # another one in a property of the document
        Rule("R-PERIOD-01", "layout", "error", expects=("period",)),  # unknown
        Rule(
            "R-PERIOD-02", "layout", "error", expects=("day",), follows=("R-REGION-05",)
        ),  # not opened
        Rule("R-PERIOD-03", "layout", "error", expects=("period",)),  # absent
        Rule("R-PERIOD-04", "layout", "error"),  # two periods in one file
        Rule(
            "R-PERIOD-05",
            "layout",
            "query",
            expects=("period",),
            follows=("R-PERIOD-04", "R-REGION-05"),
        ),  # open, but not the current period
        Rule(
            "R-PERIOD-06", "layout", "error", expects=("day",), follows=("R-REGION-05",)
        ),  # after the closing day
        Rule("R-PERIOD-07", "layout", "query"),  # another one next to it, after a separate text
        Rule("R-PERIOD-08", "layout", "notice"),  # another one in a property of the document
        Rule("R-ID-01", "rows", "error", "activity_id"),  # empty
        Rule("R-ID-02", "rows", "error", "activity_id"),  # twice
        Rule("R-ID-03", "rows", "error", "activity_id", "scripts"),  # characters that look alike
        Rule("R-ID-04", "rows", "error", "activity_id"),  # a date or a time
        Rule("R-ID-05", "rows", "query", "activity_id"),  # possibly changed by a spreadsheet
        Rule("R-ID-06", "rows", "query", "activity_id", follows=("R-ID-02",)),  # similar to another
        Rule("R-ID-07", "rows", "notice", "activity_id", follows=("R-ID-01",)),  # made canonical
        Rule("R-ID-08", "rows", "notice", "activity_id"),  # displayed differently than stored
        Rule("R-CATEGORY-01", "rows", "error", "category"),  # unknown
        Rule("R-CATEGORY-02", "rows", "error", "category"),  # empty
        Rule("R-STATUS-01", "rows", "error", "status"),  # unknown
        Rule("R-STATUS-02", "rows", "error", "status"),  # empty
        Rule("R-STATUS-03", "rows", "error", "status"),  # a colour without a word
        Rule(
            "R-EXPLANATION-01", "rows", "query", "explanation", follows=("R-CELL-03",)
        ),  # the status needs one
        # too short an explanation
        Rule("R-EXPLANATION-02", "rows", "query", "explanation", "shortest_explanation"),
        Rule("R-NAME-01", "rows", "query", "activity_name"),  # empty
        Rule("R-VALUE-01", "rows", "query"),  # a required column is empty
        Rule("R-CHOICE-01", "rows", "query"),  # not one of the values of the column
        Rule("R-DATE-01", "rows", "query"),  # not a day
        Rule("R-DATE-02", "rows", "query", "end"),  # before the start
        Rule("R-DATE-03", "rows", "notice"),  # a day with a time, which is ignored
        Rule("R-NUMBER-01", "rows", "query"),  # not a number
        Rule("R-NUMBER-02", "rows", "notice"),  # more decimals than are stored
        # far above the target, and on track but far below what is due
        Rule("R-REALISED-01", "rows", "query", "realised", "realised_above_target"),
        Rule("R-REALISED-02", "rows", "query", "realised", "realised_below_due"),
        Rule("R-TEXT-07", "rows", "query", follows=("R-ID-03",)),  # decoded in the wrong encoding
        Rule("R-PRIVACY-01", "rows", "query"),  # a citizen service number
        Rule("R-PRIVACY-02", "rows", "query"),  # an e-mail address
        Rule("R-PRIVACY-03", "rows", "query"),  # a telephone number
        Rule("R-QUESTION-01", "rows", "query", "question"),  # unknown question
        Rule("R-QUESTION-02", "rows", "query", "score"),  # not a score of the scale
        Rule(
            "R-QUESTION-03", "rows", "query", "question", follows=("R-QUESTION-01",)
        ),  # answered twice
        Rule("R-CATEGORY-03", "submission", "query"),  # neither reported nor declared empty
        Rule("R-CATEGORY-04", "submission", "query"),  # declared empty, with activities
        # one explanation for many activities
        Rule("R-EXPLANATION-03", "submission", "query", "", "most_same_explanations"),
        Rule("R-COUNT-01", "submission", "query", "", "most_activities"),  # too many activities
        Rule("R-HISTORY-01", "history", "query"),  # activities left out without an end
        Rule(
            "R-HISTORY-02", "history", "query", "category", expects=("text", "period")
        ),  # another category than before
        Rule(
            "R-HISTORY-03", "history", "query", "status", expects=("text", "period")
        ),  # a jump of two steps
        Rule("R-HISTORY-04", "history", "query", "status", expects=("text", "period")),  # reopened
        Rule(
            "R-HISTORY-05",
            "history",
            "query",
            "",
            "changed_statuses",
            expects=("text", "text", "period"),
        ),  # many statuses changed at once
        Rule(
            "R-HISTORY-06", "history", "query", "", "minimum_activities", expects=("period",)
        ),  # identical
        # far more or fewer activities than before
        Rule("R-HISTORY-07", "history", "query", "", "changed_count", expects=("text", "period")),
        Rule(
            "R-HISTORY-08",
            "history",
            "query",
            "explanation",
            expects=("text", "period"),
            follows=("R-CELL-03",),
        ),  # worse, without explanation
        Rule(
            "R-HISTORY-09",
            "history",
            "query",
            "explanation",
            expects=("text", "period"),
            follows=("R-CELL-03",),
        ),  # again, without explanation
        Rule("R-HISTORY-10", "history", "notice"),  # other cases, without explanation
        Rule(
            "R-HISTORY-11", "history", "query", "activity_id", expects=("period",)
        ),  # a new id that is similar to one that was left out
        Rule("R-HISTORY-12", "history", "query"),  # under other ids than before
        Rule("R-HISTORY-13", "history", "query"),  # under the ids of other activities
        Rule("R-ORDER-01", "history", "query"),  # versions whose order of arrival is not known
    )
}
MACHINE_DEPENDENT_RULES: Final = tuple(
    rule.code for rule in RULES.values() if not rule.is_reproducible
)


class Counts(NamedTuple):
    """The number of findings of each severity."""

    errors: int
    queries: int
    notices: int


def count_findings(severities: Iterable[str]) -> Counts:
    """Return the number of findings of each severity, given that of each finding."""
    counted = Counter(severities)
    return Counts(counted["error"], counted["query"], counted["notice"])


def is_error(code: str) -> bool:
    """Return whether a finding of this rule prevents acceptance of a delivery."""
    return RULES[code].severity == "error"


def broken_rules(errors: Iterable[tuple[str, Sequence[str]]]) -> frozenset[str]:
    """Return the rules that these errors break, each with the day or period that it expects.

    Args:
        errors: rule and expected values of each error.
    """
    return frozenset(
        " ".join((rule, *expected)) if RULES[rule].expects else rule for rule, expected in errors
    )
