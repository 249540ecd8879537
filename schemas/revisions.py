"""The contract of the published table of revisions."""

from typing import Final

import pandera.pandas as pa

from schemas.published import PUBLISHED

_CAUSE = "late_submission|correction|decision|register|rules|programme"


def _column(dtype: type | str, meaning: str, check: pa.Check | None = None) -> pa.Column:
    """Return a column with its meaning; it is nullable if it has no check."""
    return pa.Column(dtype, check, nullable=check is None, description=meaning)


REVISIONS_MEANING: Final = (
    "One row is one row of a published table that differs from the previous release."
)
REVISIONS: Final = pa.DataFrameSchema(
    {
        "summary": _column(str, "Name of the table.", pa.Check.isin(list(PUBLISHED))),
        "period": _column(str, "Period.", pa.Check.str_length(min_value=1)),
        "scope": _column(
            str,
            "programme for all regions together, region for one region.",
            pa.Check.isin(["programme", "region"]),
        ),
        "region_code": _column(str, "Code of the region; empty for the programme."),
        "category": _column(str, "Code of the category, or total; empty if the table has none."),
        "status": _column(str, "Code of the status or state; empty if the table has none."),
        "detail": _column(str, "Other values that distinguish the row within its table."),
        "number_before": _column("float64", "Number before; empty if the row did not exist."),
        "number": _column("float64", "Number now; empty if the row no longer exists."),
        "denominator_before": _column("float64", "Denominator of the number before."),
        "denominator": _column("float64", "Denominator of the number now."),
        "percentage_before": _column("float64", "Percentage or percentage points before."),
        "percentage": _column("float64", "Percentage or percentage points now."),
        "flag_before": _column(str, "Flag before."),
        "flag": _column(str, "Flag now."),
        "changed": _column(
            str,
            "Columns of the table that differ, separated by spaces.",
            pa.Check.str_length(min_value=1),
        ),
        "causes": _column(
            str,
            "Causes of the difference, separated by spaces.",
            pa.Check.str_matches(rf"^({_CAUSE})( ({_CAUSE}))*$"),
        ),
    },
    unique=["summary", "period", "scope", "region_code", "category", "status", "detail"],
    coerce=True,  # a column without values has no type of its own
    strict=True,
    ordered=True,
)
