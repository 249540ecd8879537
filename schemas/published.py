"""The contract of the published tables: names, types, values, keys and units of their columns.

The columns are computed in `pow_pipeline/warehouse/summaries/`, where comments document their
meaning. CONTRIBUTING.md lists the steps to add one.
"""

from typing import Final, Literal

import pandera.pandas as pa

# The version of this contract. Increase it with every change to a table and describe the change
# below: each release publishes the description.
SCHEMA_VERSION: Final = 4
SCHEMA_CHANGES: Final = {
    1: "The first version.",
    2: "A new table, target_realisation; all others are as they were.",
    3: (
        "A new column, reporting_rate.exempt_reported. Figures with a denominator of 0 are empty, "
        "with all that is derived from them: bounds, numerators, parts, mix and rate. The flag u "
        "of a trend also stands where a coverage is 0."
    ),
    4: (
        "Other names for columns with numbers: count is now activities, and regions in "
        "answer_distribution; count_before is activities_before; matched_count and "
        "matched_count_before are matched_activities and matched_activities_before. In revisions, "
        "count and count_before are number and number_before."
    ),
}

Unit = Literal["activities", "regions", "queries", "share", "%", "percentage points"]


def _in(unit: Unit) -> dict[str, str]:
    return {"unit": unit}


_PERIOD = pa.Column(str)
_SCOPE = pa.Column(str, pa.Check.isin(["programme", "region"]))
_REGION = pa.Column(str, nullable=True)
_COUNT = pa.Column("int64", pa.Check.ge(0), metadata=_in("activities"))
_REGIONS = pa.Column("int64", pa.Check.ge(0), metadata=_in("regions"))
_QUERIES = pa.Column("int64", pa.Check.ge(0), metadata=_in("queries"))
_SHARE = pa.Column("float64", pa.Check.in_range(0, 1), nullable=True, metadata=_in("share"))
_PERCENTAGE = pa.Column(
    "float64", pa.Check.in_range(0, 100), nullable=True, coerce=True, metadata=_in("%")
)
# A target or a realised amount, in the unit of the row; the realised amount can exceed the target.
_AMOUNT = pa.Column("float64", pa.Check.ge(0), nullable=True, coerce=True)
_REACHED = pa.Column("float64", pa.Check.ge(0), nullable=True, coerce=True)

_FLAG = pa.Column(str, pa.Check.str_matches(r"^p?r?b?u?s?z?$"))
_POINTS = pa.Column(
    "float64",
    pa.Check.in_range(-100, 100),
    nullable=True,
    coerce=True,
    metadata=_in("percentage points"),
)
_EXACT = pa.Column(object, nullable=True)  # whole numbers that can exceed 64 bits
_MOVEMENT = pa.Column(str, pa.Check.isin(["within", "entry", "exit", "outside"]))
_DIRECTION = pa.Column(str, pa.Check.isin(["improved", "worsened", "unchanged"]), nullable=True)


def _is_part_of(part: str, whole: str) -> pa.Check:
    """Return a check that one count is a part of another, so that shares need no cap."""
    return pa.Check(lambda rows: rows[part] <= rows.eval(whole), name=f"{part}_is_part")


PUBLISHED: Final = {
    "status_distribution": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "category": pa.Column(str),
            "status": pa.Column(str),
            "activities": _COUNT,
            "denominator": _COUNT,
            "share": _SHARE,
            "percentage": _PERCENTAGE,
            "lower": _SHARE,
            "upper": _SHARE,
            "flag": _FLAG,
        },
        checks=_is_part_of("activities", "denominator"),
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
            "activities": _COUNT,
            "known": _COUNT,
            "measured": _COUNT,
            "missing": pa.Column(
                "float64",
                pa.Check.ge(0),
                nullable=True,
                coerce=True,
                metadata=_in("activities"),
            ),
            "coverage": _SHARE,
            "flag": _FLAG,
        },
        checks=[_is_part_of("activities", "known"), _is_part_of("measured", "known")],
        unique=["period", "scope", "region_code", "category", "state"],
        strict=True,
        ordered=True,
    ),
    "status_trend": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "period_before": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "category": pa.Column(str),
            "status": pa.Column(str),
            "activities": _COUNT,
            "denominator": _COUNT,
            "activities_before": _COUNT,
            "denominator_before": _COUNT,
            "change": _POINTS,
            "lower": _POINTS,
            "upper": _POINTS,
            "change_numerator": _EXACT,
            "change_denominator": _EXACT,
            "matched_activities": _COUNT,
            "matched_activities_before": _COUNT,
            "matched": _COUNT,
            "matched_change": _POINTS,
            "within_numerator": _EXACT,
            "entry_numerator": _EXACT,
            "exit_numerator": _EXACT,
            "parts_denominator": _EXACT,
            "mix": _POINTS,
            "rate": _POINTS,
            "mix_numerator": _EXACT,
            "rate_numerator": _EXACT,
            "mix_denominator": _EXACT,
            "flag": _FLAG,
        },
        checks=[
            _is_part_of("activities", "denominator"),
            _is_part_of("matched_activities", "activities"),
            _is_part_of("matched", "denominator"),
            _is_part_of("matched", "denominator_before"),
        ],
        unique=["period", "scope", "region_code", "category", "status"],
        strict=True,
        ordered=True,
    ),
    "trend_part": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "category": pa.Column(str),
            "status": pa.Column(str),
            "movement": _MOVEMENT,
            "kind": pa.Column(str, nullable=True),
            "activities": _COUNT,
            "numerator": _EXACT,
            "denominator": _EXACT,
            "points": _POINTS,
        },
        unique=["period", "scope", "region_code", "category", "status", "movement", "kind"],
        strict=True,
        ordered=True,
    ),
    "status_transition": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "period_before": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "category": pa.Column(str),
            "status_before": pa.Column(str),
            "status": pa.Column(str),
            "movement": _MOVEMENT,
            "kind": pa.Column(str, nullable=True),
            "direction": _DIRECTION,
            "recovered": pa.Column("boolean", nullable=True, coerce=True),
            "activities": _COUNT,
        },
        unique=["period", "scope", "region_code", "category", "status_before", "status", "kind"],
        strict=True,
        ordered=True,
    ),
    "reporting_rate": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "scope": _SCOPE,
            "region_code": _REGION,
            "expected": _REGIONS,
            "exempt": _REGIONS,
            "exempt_reported": _REGIONS,
            "received": _REGIONS,
            "accepted": _REGIONS,
            "in_force": _REGIONS,
            "on_time": _REGIONS,
            "corrected_later": _REGIONS,
            "late": _REGIONS,
            "silent": _REGIONS,
            "open_queries": _QUERIES,
            "reporting_rate": _SHARE,
            "on_time_rate": _SHARE,
            "percentage": _PERCENTAGE,
        },
        checks=[
            _is_part_of("exempt", "expected"),
            _is_part_of("exempt_reported", "exempt"),
            _is_part_of("received", "expected - exempt"),
            _is_part_of("accepted", "received"),
            _is_part_of("in_force", "accepted"),
            _is_part_of("on_time", "in_force"),
            _is_part_of("corrected_later", "on_time"),
        ],
        unique=["period", "scope", "region_code"],
        strict=True,
        ordered=True,
    ),
    "answer_distribution": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "question": pa.Column(str),
            "score": pa.Column("int32"),
            "regions": _REGIONS,
            "denominator": _REGIONS,
            "share": _SHARE,
            "percentage": _PERCENTAGE,
            "flag": _FLAG,
        },
        checks=_is_part_of("regions", "denominator"),
        unique=["period", "question", "score"],
        strict=True,
        ordered=True,
    ),
    "target_realisation": pa.DataFrameSchema(
        {
            "period": _PERIOD,
            "category": pa.Column(str),
            "unit": pa.Column(str, nullable=True, coerce=True),
            "activities": _COUNT,
            "reported": _COUNT,
            "target": _AMOUNT,
            "realised": _AMOUNT,
            "share": _REACHED,
            "percentage": _REACHED,
            "flag": _FLAG,
        },
        checks=_is_part_of("activities", "reported"),
        unique=["period", "category", "unit"],
        strict=True,
        ordered=True,
    ),
}
