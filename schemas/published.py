"""What the published tables promise to those who build on them."""

from typing import Final

import pandera.pandas as pa

_PERIOD = pa.Column(str)
_SCOPE = pa.Column(str, pa.Check.isin(["programme", "region"]))
_REGION = pa.Column(str, nullable=True)
_COUNT = pa.Column("int64", pa.Check.ge(0))
_SHARE = pa.Column("float64", pa.Check.in_range(0, 1), nullable=True)
_PERCENTAGE = pa.Column("float64", pa.Check.in_range(0, 100), nullable=True, coerce=True)
_PART_OF_WHOLE = pa.Check(lambda rows: rows["count"] <= rows["denominator"], name="part_of_whole")


def _is_part_of_asked(column: str) -> pa.Check:
    """Return the check that a count of regions is part of those that were to report."""
    return pa.Check(
        lambda rows: rows[column] <= rows["expected"] - rows["exempt"], name=f"part_of_{column}"
    )


PUBLISHED: Final = {
    "status_distribution": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "category": pa.Column(str),
            "status": pa.Column(str),
            "count": _COUNT,
            "denominator": _COUNT,
            "share": _SHARE,
            "percentage": _PERCENTAGE,
            "flag": pa.Column(str, pa.Check.str_matches(r"^p?r?b?u?s?z?$")),
        },
        checks=_PART_OF_WHOLE,
        unique=["period", "scope", "region_code", "category", "status"],
        strict=True,
        ordered=True,
    ),
    "reporting_rate": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "expected": _COUNT,
            "exempt": _COUNT,
            "in_force": _COUNT,
            "on_time": _COUNT,
            "silent": _COUNT,
            "reporting_rate": _SHARE,
            "on_time_rate": _SHARE,
            "percentage": _PERCENTAGE,
        },
        checks=[_is_part_of_asked("in_force"), _is_part_of_asked("on_time")],
        unique=["period", "scope", "region_code"],
        strict=True,
        ordered=True,
    ),
    "answer_distribution": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "question": pa.Column(str),
            "score": pa.Column("int32"),
            "count": _COUNT,
            "denominator": _COUNT,
            "share": _SHARE,
            "percentage": _PERCENTAGE,
            "flag": pa.Column(str, pa.Check.str_matches(r"^p?s?z?$")),
        },
        checks=_PART_OF_WHOLE,
        unique=["period", "question", "score"],
        strict=True,
        ordered=True,
    ),
}
