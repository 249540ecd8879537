"""What one check of the plausibility suite is, and how severe it is under a programme."""

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
        code: what a programme folder, the record and programs call it.
        name: what a report calls it: that which holds.
        means: what it tells when it does not hold.
        cure: what to do then.
        table: the table of the staged snapshot that it is about.
        query: SQL for the rows that show that it does not hold. `asked` are the rows of the table;
            a limit of the programme stands in braces.
        of_period: whether `asked` are the rows of the period, or all.
        is_defect: whether it can fail by an error of ours alone. Then it always stops, whatever
            the programme says, and cannot be approved.
    """

    code: str
    name: str
    means: str
    cure: str
    table: str
    query: str
    of_period: bool = True
    is_defect: bool = False

    def severity(self, programme: Programme) -> Severity:
        """Return what follows when it does not hold."""
        if self.is_defect:
            return "defect"
        severity: Severity = getattr(programme.plausibility.checks, self.code)
        return severity

    def rows(self, period: str) -> str:
        """Return SQL for the rows that it is about."""
        return f"SELECT * FROM {self.table}" + (f" WHERE period = '{period}'" * self.of_period)

    def unexpected(self, rows: str, programme: Programme) -> str:
        """Return SQL for what should not be there, in a fixed order.

        Args:
            rows: SQL for the rows that it is about, as it may stand after FROM.
            programme: whose limits count.
        """
        query = self.query.format_map(_limits(programme))
        return f"WITH asked AS (SELECT * FROM {rows}) SELECT * FROM ({query}) ORDER BY ALL"


def identity(
    code: str, name: str, means: str, table: str, query: str, *, of_period: bool = True
) -> Check:
    """Return a check of what follows from how the figures are reckoned."""
    return Check(code, name, means, _DEFECT, table, query, of_period=of_period, is_defect=True)


def _limits(programme: Programme) -> dict[str, float]:
    limits: dict[str, float] = programme.plausibility.model_dump(exclude={"checks"})
    return limits | {
        "minimum_reporting_rate": programme.thresholds.minimum_reporting_rate,
        "minimum_coverage": programme.thresholds.minimum_coverage,
    }
