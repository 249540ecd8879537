"""Whether a period can be true: the suite that its figures must meet to be published.

Each check is one SQL query for what should not be there, over one table of a staged snapshot. Only
this file and the runner in `publication/check` know Great Expectations.
"""

from typing import Final

from great_expectations.expectations import UnexpectedRowsExpectation

from schemas.plausibility.check import Check
from schemas.plausibility.figures import FIGURES
from schemas.plausibility.identities import IDENTITIES
from schemas.plausibility.links import LINKS
from schemas.plausibility.reports import REPORTS
from schemas.plausibility.transitions import TRANSITIONS
from schemas.plausibility.trends import TRENDS
from schemas.programme.programme import Programme

CHECKS: Final = (*FIGURES, *IDENTITIES, *REPORTS, *TRENDS, *TRANSITIONS, *LINKS)


def expectation_of(check: Check, programme: Programme) -> UnexpectedRowsExpectation:
    """Return the expectation that no row of a batch shows the contrary."""
    return UnexpectedRowsExpectation(
        unexpected_rows_query=check.unexpected("{batch}", programme),
        description=check.name,
        meta={"code": check.code},
    )
