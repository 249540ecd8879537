"""Definition of a check in the plausibility suite, and its severity under a programme."""

from dataclasses import dataclass
from typing import Final, Literal

from schemas.programme.programme import Programme

Severity = Literal["defect", "stops", "warns"]

_DEFECT: Final = (
    "this is an error of ours, and cannot be approved: pow rebuild --verify says whether the "
    "warehouse is what the record says; if it is, please report this page"
)


@dataclass(frozen=True)
class Check:
    """One thing that must hold of the figures of a period.

    Attributes:
        code: name of the check in programme folders, the record and programs.
        name: name of the check for people; it states the condition.
        means: meaning of a failure.
        remedy: remedy for a failure.
        table: table of the staged snapshot that is checked.
        query: SQL query for the rows that violate the condition. `asked` contains the rows of the
            table; limits of the programme are in braces.
        of_period: whether `asked` contains only the rows of the period instead of all rows.
        is_defect: whether only a bug in our code can make it fail. Such a check always stops the
            publication, regardless of the programme, and cannot be approved.
    """

    code: str
    name: str
    means: str
    remedy: str
    table: str
    query: str
    of_period: bool = True
    is_defect: bool = False

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
        return f"WITH asked AS (SELECT * FROM {rows}) SELECT * FROM ({query}) ORDER BY ALL"


def identity(
    code: str, name: str, means: str, table: str, query: str, *, of_period: bool = True
) -> Check:
    """Return a check of an identity that follows from the computation of the figures."""
    return Check(code, name, means, _DEFECT, table, query, of_period=of_period, is_defect=True)


def _limits(programme: Programme) -> dict[str, float]:
    limits: dict[str, float] = programme.plausibility.model_dump(exclude={"checks"})
    return limits | {
        "minimum_reporting_rate": programme.thresholds.minimum_reporting_rate,
        "minimum_coverage": programme.thresholds.minimum_coverage,
    }
