"""What the plausibility suite found of staged figures, and what let them through all the same."""

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
    """What one check found.

    Attributes:
        count: how many rows show that it does not hold.
        rows: the first of these.
    """

    code: str
    name: str
    means: str
    severity: Severity
    cure: str
    count: int
    rows: tuple[dict[str, Any], ...]

    @property
    def holds(self) -> bool:
        """Whether nothing shows the contrary."""
        return not self.count

    @property
    def stops(self) -> bool:
        """Whether it stops the publication."""
        return not self.holds and self.severity != "warns"


@dataclass(frozen=True)
class Approval:
    """A decision to publish in spite of what was found; who took it stands in restricted/ alone."""

    why: str
    on: date


@dataclass(frozen=True)
class Assessment:
    """What all checks found of the staged figures of a period.

    Attributes:
        approval: what lets them through, where something stops them.
    """

    results: tuple[CheckResult, ...]
    approval: Approval | None = None

    @property
    def outcome(self) -> Outcome:
        """What follows for the publication."""
        if not self.stopping:
            return "plausible"
        return "approved" if self.approval else "stopped"

    @property
    def stopping(self) -> tuple[CheckResult, ...]:
        """The checks that stop it."""
        return tuple(each for each in self.results if each.stops)

    @property
    def defects(self) -> tuple[CheckResult, ...]:
        """Of these, those that can never be approved."""
        return tuple(each for each in self.stopping if each.severity == "defect")

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """The checks that do not hold and only warn."""
        return tuple(each for each in self.results if not (each.holds or each.stops))

    @property
    def approved_on(self) -> date | None:
        """The day on which they were approved, where something stops them."""
        return self.approval.on if self.approval and self.stopping else None

    @property
    def found(self) -> str:
        """The hash of what stops it: an approval of this is none of anything else."""
        said = [(each.code, each.count, each.rows) for each in self.stopping]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def find_approval(full: Path, period: str, *, figures: str, found: str) -> tuple[str, Any] | None:
    """Return why and when exactly these figures were approved, with what stops them.

    Args:
        full: the staged database, which holds the decisions up to the state that it shows.
        period: the period that is published.
        figures: the hash of its staged figures.
        found: the hash of what stops them.
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
