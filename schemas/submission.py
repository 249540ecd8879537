"""What a row of a submission must be, as pandera checks that bear the codes of their rules.

Texts have been converted before: a category or status that is known is its code, one that is not
known is still the text as it was found. So no check converts, and none can double a row.
"""

from typing import TYPE_CHECKING, Any, Final

import pandera.pandas as pa

from schemas.matching import has_plain_signs
from schemas.programme import Programme

if TYPE_CHECKING:
    import pandas as pd

# One row is one activity of one delivery. The index is the row's address, unique over a batch.
ROW_COLUMNS: Final = {
    "delivery": "string",
    "sheet": "string",
    "row": "int32",  # as numbered in the file, from 1
    "status_cell": "string",
    "activity_id": "string",
    "activity_name": "string",
    "category": "string",
    "status": "string",
    "explanation": "string",
}

# One row is one finding; `place` is its order among the findings of its delivery, from 1.
FINDING_COLUMNS: Final = {
    "delivery": "string",
    "place": "int32",
    "rule": "string",
    "stage": "string",
    "severity": "string",
    "sheet": "string",
    "cell": "string",
    "activity_id": "string",
    "activity_name": "string",
    "found": "string",
    "expected": "list<string>",
}


def row_schema(programme: Programme) -> pa.DataFrameSchema:
    """Return the schema that the rows of a batch are held against."""
    categories = [category.code for category in programme.categories]
    statuses = [status.code for status in programme.statuses]
    return pa.DataFrameSchema(
        {
            "delivery": pa.Column(str),
            "explanation": pa.Column(str),
            "activity_id": pa.Column(
                str, [_is_filled("R-ID-01"), pa.Check(_is_plain, name="R-ID-03")]
            ),
            "activity_name": pa.Column(str, _is_filled("R-NAME-01")),
            "category": pa.Column(
                str, [_is_filled("R-CATEGORY-02"), _is_known("R-CATEGORY-01", categories)]
            ),
            "status": pa.Column(
                str, [_is_filled("R-STATUS-02"), _is_known("R-STATUS-01", statuses)]
            ),
        },
        checks=[
            pa.Check(_has_an_id_of_its_own, name="R-ID-02"),
            _is_explained("R-EXPLANATION-01", programme),
        ],
        index=pa.Index(str, unique=True),
    )


def _is_filled(rule: str) -> pa.Check:
    def is_filled(values: "pd.Series[Any]") -> "pd.Series[bool]":
        return values.ne("")

    return pa.Check(is_filled, name=rule)


def _is_known(rule: str, codes: list[str]) -> pa.Check:
    def is_known(values: "pd.Series[Any]") -> "pd.Series[bool]":
        return values.isin(codes) | values.eq("")

    return pa.Check(is_known, name=rule)


def _is_plain(ids: "pd.Series[Any]") -> "pd.Series[bool]":
    plain = {text: has_plain_signs(text) for text in ids.unique()}
    return ids.map(plain).astype(bool)


def _has_an_id_of_its_own(rows: "pd.DataFrame") -> "pd.Series[bool]":
    """Ids that differ in case only are the same: nobody could tell them apart in a letter."""
    ids = rows[["delivery"]].assign(activity_id=rows["activity_id"].str.casefold())
    repeated = ids.duplicated(keep=False)
    return ~(repeated & rows["activity_id"].ne(""))


def _is_explained(rule: str, programme: Programme) -> pa.Check:
    needing = [status.code for status in programme.statuses if status.needs_explanation]

    def is_explained(rows: "pd.DataFrame") -> "pd.Series[bool]":
        return ~rows["status"].isin(needing) | rows["explanation"].ne("")

    return pa.Check(is_explained, name=rule)
