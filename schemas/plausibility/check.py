"""Definition of a check in the plausibility suite, and its severity under a programme."""

from dataclasses import dataclass
from typing import Final, Literal

from schemas.programme.programme import Programme
from schemas.sql import read_sql

Severity = Literal["defect", "stops", "warns"]

_DEFECT: Final = (
    "this is a bug and cannot be approved: check with pow rebuild --verify whether the warehouse "
    "matches the record; if it does, please report this page"
)


@dataclass(frozen=True)
class Check:
    """One thing that must hold of the figures of a period.

    Attributes:
        topic: folder of the check in `checks/`.
        code: name of its file, and of the check in programme folders, the record and programs.
        name: name of the check for people; it states the condition.
        means: meaning of a failure.
        remedy: remedy for a failure.
        table: table of the staged snapshot that is checked.
        of_period: whether only the rows of the period are checked, instead of all rows.
        is_defect: whether only a bug in our code can make it fail. Such a check always stops the
            publication, regardless of the programme, and cannot be approved.
    """

    topic: str
    code: str
    name: str
    means: str
    remedy: str
    table: str
    of_period: bool = True
    is_defect: bool = False

    @property
    def query(self) -> str:
        """SQL query for the rows that violate the condition.

        It selects from `checked`, the rows of the table. Limits of the programme are in braces,
        because Great Expectations binds no values; all of them are numbers.
        """
        return read_sql(__file__, f"checks/{self.topic}/{self.code}")

    def severity(self, programme: Programme) -> Severity:
        """Return the severity of a failure."""
        if self.is_defect:
            return "defect"
        severity: Severity = getattr(programme.plausibility.checks, self.code)
        return severity

    def rows(self, period: str) -> str:
        """Return the SQL query for the rows to check."""
        return f"SELECT * FROM {self.table}" + (f" WHERE period = '{period}'" * self.of_period)

    def unexpected(self, rows: str, programme: Programme) -> str:
        """Return the SQL query for the unexpected rows, in a fixed order.

        Args:
            rows: SQL for the rows to check, as a table expression for FROM.
            programme: programme whose limits apply.
        """
        query = self.query.format_map(_limits(programme))
        return f"WITH checked AS (SELECT * FROM {rows}) SELECT * FROM ({query}) ORDER BY ALL"


def identity(
    topic: str, code: str, name: str, means: str, table: str, *, of_period: bool = True
) -> Check:
    """Return a check of an identity that follows from the computation of the figures."""
    return Check(topic, code, name, means, _DEFECT, table, of_period=of_period, is_defect=True)


def _limits(programme: Programme) -> dict[str, float]:
    limits: dict[str, float] = programme.plausibility.model_dump(exclude={"checks"})
    return limits | {
        "minimum_reporting_rate": programme.thresholds.minimum_reporting_rate,
        "minimum_coverage": programme.thresholds.minimum_coverage,
    }
