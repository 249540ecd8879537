"""Findings of the rules, and the validation results of deliveries.

A *finding* is what a rule reports about a place in a delivery. A *validation result* is the outcome
of a delivery as a whole.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd


Severity = Literal["error", "query", "notice"]


Outcome = Literal["accepted", "rejected", "duplicate", "failed"]


@dataclass(frozen=True)
class Finding:
    """Report of one rule about one place in one delivery.

    Attributes:
        found: original text of the cell; '' if it has none.
        expected: valid values, as far as the rule can name them.
        answer: the submitter's answer in the explanation column of the same delivery; '' if
            there is none.
    """

    delivery: str
    rule: str
    sheet: str = ""
    cell: str = ""
    activity_id: str = ""
    activity_name: str = ""
    found: str = ""
    expected: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class ValidationResult:
    """Outcome of one delivery, with counts.

    Attributes:
        stage: stage at which validation stopped: file, layout or rows; submission if it passed all.
        error: for a failed delivery, the type and line of the error, without contents.
        attempts: number of validations of this delivery, including this one.
        declared_empty: codes of the categories that the delivery declares to have no activities.
    """

    delivery: str
    outcome: Outcome
    stage: str
    region_code: str | None = None
    period: str | None = None
    activities: int = 0
    errors: int = 0
    queries: int = 0
    notices: int = 0
    duplicate_of: str | None = None
    error: str | None = None
    attempts: int = 1
    declared_empty: tuple[str, ...] = ()

    @property
    def has_findings(self) -> bool:
        """Whether a rule reported anything about the delivery."""
        return bool(self.errors or self.queries or self.notices)


@dataclass(frozen=True)
class PreviousDelivery:
    """The last validated delivery of a sender for a period, used to recognise duplicates.

    Attributes:
        errors: errors that led to its rejection, see `schemas.rules.broken_rules`.
        withdrawn: number of the event that withdrew it; None if it is not withdrawn.
    """

    delivery: str
    sha256: str
    outcome: Outcome
    errors: frozenset[str]
    programme: int
    withdrawn: int | None = None


@dataclass(frozen=True)
class ValidatedBatch:
    """The results on a batch, one per delivery in order of arrival, with their evidence.

    Attributes:
        rows: one row is one activity of an accepted delivery, see `schemas.evidence`.
        answers: one row is one answer of an accepted delivery, see `schemas.evidence`.
        findings: one row is one finding, see `schemas.evidence`.
        explanations: one row is a submitter's explanation of what one rule reported, in any
            delivery except duplicates, see `schemas.evidence`.
    """

    results: tuple[ValidationResult, ...]
    rows: "pd.DataFrame"
    answers: "pd.DataFrame"
    findings: "pd.DataFrame"
    query_answers: "pd.DataFrame"
