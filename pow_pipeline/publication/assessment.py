"""The result of the plausibility checks on staged figures, and the approval to publish anyway."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb

from schemas.plausibility.check import Severity

Outcome = Literal["plausible", "approved", "stopped"]


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    Attributes:
        count: the number of rows that violate the check.
        rows: the first of these rows.
    """

    code: str
    name: str
    means: str
    severity: Severity
    remedy: str
    count: int
    rows: tuple[dict[str, Any], ...]

    @property
    def holds(self) -> bool:
        """Whether no row violates the check."""
        return not self.count

    @property
    def stops(self) -> bool:
        """Whether the check stops the publication."""
        return not self.holds and self.severity != "warns"


@dataclass(frozen=True)
class Approval:
    """A decision to publish despite failed checks; its author is only named in restricted/."""

    why: str
    on: date


@dataclass(frozen=True)
class Assessment:
    """The results of all checks on the staged figures of a period.

    Attributes:
        approval: the approval of the checks that stop the publication, None without one.
    """

    results: tuple[CheckResult, ...]
    approval: Approval | None = None

    @property
    def outcome(self) -> Outcome:
        """The consequence for the publication."""
        if not self.stopping:
            return "plausible"
        return "approved" if self.approval else "stopped"

    @property
    def stopping(self) -> tuple[CheckResult, ...]:
        """The checks that stop the publication."""
        return tuple(result for result in self.results if result.stops)

    @property
    def defects(self) -> tuple[CheckResult, ...]:
        """The checks that stop the publication and can never be approved."""
        return tuple(result for result in self.stopping if result.severity == "defect")

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """The checks that fail but only warn."""
        return tuple(result for result in self.results if not (result.holds or result.stops))

    @property
    def approved_on(self) -> date | None:
        """The day of the approval; None if no check stops the publication."""
        return self.approval.on if self.approval and self.stopping else None

    @property
    def found(self) -> str:
        """The hash of the checks that stop the publication.

        An approval is only valid for exactly this hash.
        """
        payload = [(result.code, result.count, result.rows) for result in self.stopping]
        return hashlib.sha256(json.dumps(payload, default=str).encode()).hexdigest()


def find_approval(full: Path, period: str, *, figures: str, found: str) -> tuple[str, Any] | None:
    """Return the reason and the moment of the approval of exactly these figures and results.

    Args:
        full: the staged database, which holds the decisions up to the state that it shows.
        period: the period that is published.
        figures: the hash of its staged figures.
        found: the hash of the checks that stop the publication.
    """
    with duckdb.connect(full, read_only=True) as connection:
        return connection.execute(
            """
            SELECT why, decided_at
            FROM record.decision
            WHERE decision = 'approve' AND period = ? AND figures = ? AND found = ?
            ORDER BY event
            """,
            [period, figures, found],
        ).fetchone()
