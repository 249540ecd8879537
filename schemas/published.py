"""What the published tables promise to those who build on them."""

from typing import Final

import pandera.pandas as pa

_PERIOD = pa.Column(str)
_SCOPE = pa.Column(str, pa.Check.isin(["programme", "region"]))
_REGION = pa.Column(str, nullable=True)
_COUNT = pa.Column("int64", pa.Check.ge(0))
_SHARE = pa.Column("float64", pa.Check.in_range(0, 1), nullable=True)
_PERCENTAGE = pa.Column("float64", pa.Check.in_range(0, 100), nullable=True, coerce=True)


_FLAG = pa.Column(str, pa.Check.str_matches(r"^p?r?b?u?s?z?$"))


def _is_part_of(part: str, whole: str) -> pa.Check:
    """Return the check that one count is a part of another, so that nothing need be capped."""
    return pa.Check(lambda rows: rows[part] <= rows.eval(whole), name=f"{part}_is_part")


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
            "lower": _SHARE,
            "upper": _SHARE,
            "flag": _FLAG,
        },
        checks=_is_part_of("count", "denominator"),
        unique=["period", "scope", "region_code", "category", "status"],
        strict=True,
        ordered=True,
    ),
    "activity_overview": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "category": pa.Column(str),
            "state": pa.Column(str),
            "count": _COUNT,
            "known": _COUNT,
            "measured": _COUNT,
            "missing": pa.Column("float64", pa.Check.ge(0), nullable=True, coerce=True),
            "coverage": _SHARE,
            "flag": _FLAG,
        },
        checks=[_is_part_of("count", "known"), _is_part_of("measured", "known")],
        unique=["period", "scope", "region_code", "category", "state"],
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
            "received": _COUNT,
            "accepted": _COUNT,
            "in_force": _COUNT,
            "on_time": _COUNT,
            "mended_later": _COUNT,
            "late": _COUNT,
            "silent": _COUNT,
            "open_queries": _COUNT,
            "reporting_rate": _SHARE,
            "on_time_rate": _SHARE,
            "percentage": _PERCENTAGE,
        },
        checks=[
            _is_part_of("received", "expected - exempt"),
            _is_part_of("accepted", "received"),
            _is_part_of("in_force", "accepted"),
            _is_part_of("on_time", "in_force"),
            _is_part_of("mended_later", "on_time"),
        ],
        unique=["period", "scope", "region_code"],
        strict=True,
        ordered=True,
    ),
}
