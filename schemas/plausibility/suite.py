"""The plausibility suite that the figures of a period must pass before publication.

Each check is one SQL query for unexpected rows in one table of a staged snapshot. Only this file
and the runner in `publication/check` use Great Expectations.
"""

from typing import TYPE_CHECKING, Final

from schemas.plausibility.check import Check
from schemas.plausibility.figures import FIGURES
from schemas.plausibility.identities import IDENTITIES
from schemas.plausibility.links import LINKS
from schemas.plausibility.reports import REPORTS
from schemas.plausibility.transitions import TRANSITIONS
from schemas.plausibility.trends import TRENDS
from schemas.programme.programme import Programme

if TYPE_CHECKING:
    from great_expectations.expectations import UnexpectedRowsExpectation

CHECKS: Final = (*FIGURES, *IDENTITIES, *REPORTS, *TRENDS, *TRANSITIONS, *LINKS)


def expectation_of(check: Check, programme: Programme) -> "UnexpectedRowsExpectation":
    """Return the expectation that a check has no unexpected rows in a batch."""
    from great_expectations.expectations import UnexpectedRowsExpectation

    return UnexpectedRowsExpectation(
        unexpected_rows_query=check.unexpected("{batch}", programme),
        description=check.name,
        meta={"code": check.code},
    )
