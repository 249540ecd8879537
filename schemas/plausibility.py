"""Whether a period can be true: the expectations that its figures must meet to be published.

Each is one SQL query for what should not be there, over one table of a staged snapshot. Only this
file and the runner in `publication/check` know Great Expectations.
"""

from dataclasses import dataclass
from typing import Final

from great_expectations.expectations import UnexpectedRowsExpectation

_VERIFY: Final = "the warehouse is not what the record says; see: pow rebuild --verify"


@dataclass(frozen=True)
class Plausibility:
    """One thing that must hold.

    Attributes:
        name: what a report calls it.
        cure: what to do when it does not hold.
        table: the table of the snapshot that it is about; `{batch}` is its rows of the period.
        query: SQL for the rows that show that it does not hold, with `{minimum}` for the
            programme's minimum reporting rate.
    """

    name: str
    cure: str
    table: str
    query: str

    def expectation(self, *, minimum: float) -> UnexpectedRowsExpectation:
        """Return the expectation that no row shows the contrary."""
        return UnexpectedRowsExpectation(
            unexpected_rows_query=self.query.replace("{minimum}", repr(minimum)),
            description=self.name,
        )


CHECKS: Final = (
    Plausibility(
        "only regions that the programme knows",
        "add the region to the programme folder, or withdraw its report: pow decide withdraw",
        "summary.submission_in_force",
        """
        SELECT region_code, delivery
        FROM {batch}
        ANTI JOIN reference.register USING (region_code, period)
        """,
    ),
    Plausibility(
        "one counted version per region and period",
        _VERIFY,
        "summary.submission_in_force",
        "SELECT region_code, count(*) AS versions FROM {batch} GROUP BY ALL HAVING versions > 1",
    ),
    Plausibility(
        "categories add up to the total",
        _VERIFY,
        "summary.status_distribution",
        """
        SELECT
            scope,
            region_code,
            status,
            sum(count) FILTER (category <> 'total') AS categories,
            sum(count) FILTER (category = 'total') AS total
        FROM {batch}
        GROUP BY ALL
        HAVING categories IS DISTINCT FROM total
        """,
    ),
    Plausibility(
        "regions add up to the programme",
        _VERIFY,
        "summary.status_distribution",
        """
        SELECT
            category,
            status,
            sum(count) FILTER (scope = 'region') AS regions,
            sum(count) FILTER (scope = 'programme') AS programme
        FROM {batch}
        GROUP BY ALL
        HAVING regions IS DISTINCT FROM programme
        """,
    ),
    Plausibility(
        "reporting rate at or above the programme's minimum",
        "wait for more reports, or remind regions without one that counts; pow status names them",
        "summary.reporting_rate",
        """
        SELECT
            expected,
            exempt,
            in_force,
            round(100 * reporting_rate, 1) || '%' AS reporting_rate,
            round(100 * {minimum}, 1) || '%' AS minimum
        FROM {batch}
        WHERE scope = 'programme' AND reporting_rate < {minimum}
        """,
    ),
)
