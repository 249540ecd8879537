"""Pandera schemas for the rows of a submission; each check has the code of its rule as name.

The texts are converted before the checks: known categories and statuses to codes, days to
ISO 8601, and numbers to a decimal point. A text that cannot be converted keeps its original form.
The checks themselves do not convert, so they cannot duplicate rows.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandera.pandas as pa

from schemas.column_checks import (
    are_known,
    can_be_read,
    is_empty,
    is_filled,
    is_impersonal,
    is_known,
    is_none,
    is_plain,
    is_readable,
)
from schemas.evidence import DAYS, HELPER_RULES, NUMBERS, helper_name
from schemas.programme.consistency import ALWAYS_REQUIRED
from schemas.programme.programme import Programme
from schemas.text.ids import is_moment
from schemas.text.personal import PERSONAL
from schemas.text.values import may_be_converted, read_day, read_number

if TYPE_CHECKING:
    import pandas as pd

    Values = pd.Series[Any]
    Holds = pd.Series[bool]


def row_schema(programme: Programme) -> pa.DataFrameSchema:
    """Return the schema for the rows of a batch."""
    categories = [category.code for category in programme.categories]
    statuses = [status.code for status in programme.statuses]
    measures = programme.validating
    checks: dict[str, list[pa.Check]] = {
        "activity_id": [
            is_filled("R-ID-01"),
            is_plain("R-ID-03", measures.scripts),
            is_none("R-ID-04", is_moment),
            is_none("R-ID-05", lambda text: may_be_converted(text) and not is_moment(text)),
        ],
        "activity_name": [is_filled("R-NAME-01")],
        "category": [is_filled("R-CATEGORY-02"), is_known("R-CATEGORY-01", categories)],
        "status": [is_known("R-STATUS-01", statuses)],
        "explanation": [],
        "reason": [],
        "themes": [],
        "unit": [],
    }
    checks |= {name: [can_be_read("R-DATE-01", read_day)] for name in DAYS}
    checks |= {name: [can_be_read("R-NUMBER-01", read_number)] for name in NUMBERS}
    for name, column in programme.columns.items():
        if column.choices:
            checks[name].append(
                are_known("R-CHOICE-01", [choice.code for choice in column.choices])
            )
        if column.required and name in checks and name not in ALWAYS_REQUIRED:
            checks[name].append(is_filled("R-VALUE-01"))
    for name in ("activity_id", "activity_name", "explanation", "reason", "unit", "themes"):
        checks[name] += [is_impersonal(rule) for rule in PERSONAL]
        checks[name].append(is_readable("R-TEXT-07"))
    helpers = {
        helper_name(name, what): pa.Column(str, is_empty(rule), required=False)
        for (name, what), rule in HELPER_RULES.items()
    }
    return pa.DataFrameSchema(
        {name: pa.Column(str, rules) for name, rules in checks.items()} | helpers,
        checks=[pa.Check(check, name=rule) for rule, check in _row_checks(programme).items()],
        index=pa.Index(str, unique=True),
    )


def says_enough(explanation: str, shortest: int) -> bool:
    """Return whether an explanation has at least `shortest` letters and digits."""
    return sum(map(str.isalnum, explanation)) >= shortest


def answer_schema(programme: Programme) -> pa.DataFrameSchema:
    """Return the schema for the answers of a batch."""
    scale = programme.questions
    questions = [question.code for question in scale.asked] if scale else []
    scores = [str(score) for score in range(scale.lowest, scale.highest + 1)] if scale else []
    return pa.DataFrameSchema(
        {
            "question": pa.Column(str, is_known("R-QUESTION-01", questions)),
            "score": pa.Column(str, is_known("R-QUESTION-02", scores)),
            "remark": pa.Column(
                str, [is_readable("R-TEXT-07"), *(is_impersonal(rule) for rule in PERSONAL)]
            ),
        },
        checks=pa.Check(_is_answered_once, name="R-QUESTION-03"),
        index=pa.Index(str, unique=True),
    )


def _row_checks(programme: Programme) -> dict[str, "Callable[[pd.DataFrame], Holds]"]:
    """Return the checks on several columns of a row, by rule."""
    measures = programme.validating
    required = [status.code for status in programme.statuses if status.explanation == "required"]
    with_explanation = [
        status.code for status in programme.statuses if status.explanation != "optional"
    ]
    best = programme.scale[0].code
    enough = re.compile(rf"(?:\W*\w){{{measures.shortest_explanation}}}")

    def has_status(rows: "pd.DataFrame") -> "Holds":
        return rows["status"].ne("") | rows["status_colour"].ne("")

    def has_word(rows: "pd.DataFrame") -> "Holds":
        return rows["status"].ne("") | rows["status_colour"].eq("")

    def has_explanation(rows: "pd.DataFrame") -> "Holds":
        return ~rows["status"].isin(required) | rows["explanation"].ne("")

    def says_something(rows: "pd.DataFrame") -> "Holds":
        is_asked = rows["status"].isin(with_explanation) & rows["explanation"].ne("")
        asked = rows["explanation"][is_asked].drop_duplicates().tolist()
        short = [text for text in asked if not enough.match(text)]
        return ~(is_asked & rows["explanation"].isin(short))

    def ends_after_start(rows: "pd.DataFrame") -> "Holds":
        return ~_are_days(rows["start"], rows["end"]) | rows["end"].ge(rows["start"])

    def is_near_target(rows: "pd.DataFrame") -> "Holds":
        target, realised = _as_number(rows["target"]), _as_number(rows["realised"])
        return ~(realised.gt(target * measures.realised_above_target) & target.gt(0))

    def is_as_due(rows: "pd.DataFrame") -> "Holds":
        target, realised = _as_number(rows["target"]), _as_number(rows["realised"])
        due = target * _elapsed(rows) * measures.realised_below_due
        return ~(rows["status"].eq(best) & realised.lt(due))

    return {
        "R-ID-02": _has_an_id_of_its_own,
        "R-STATUS-02": has_status,
        "R-STATUS-03": has_word,
        "R-EXPLANATION-01": has_explanation,
        "R-EXPLANATION-02": says_something,
        "R-DATE-02": ends_after_start,
        "R-REALISED-01": is_near_target,
        "R-REALISED-02": is_as_due,
    }


def _has_an_id_of_its_own(rows: "pd.DataFrame") -> "Holds":
    """Return whether each id is unique; ids that differ only in case count as the same."""
    ids = rows[["delivery"]].assign(activity_id=rows["activity_id"].str.casefold())
    repeated = ids.duplicated(keep=False)
    return ~(repeated & rows["activity_id"].ne(""))


def _is_answered_once(answers: "pd.DataFrame") -> "Holds":
    repeated = answers.duplicated(["delivery", "question"], keep=False)
    return ~(repeated & answers["score"].ne(""))


def _as_number(texts: "Values") -> "Values":
    import pandas as pd

    numbers = {text: read_number(text) for text in texts.drop_duplicates().tolist()}
    return pd.to_numeric(texts.map({t: n for t, n in numbers.items() if n is not None}))


def _as_moment(texts: "Values") -> "Values":
    import pandas as pd

    return pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")


def _are_days(*columns: "Values") -> "Holds":
    first, *others = (_as_moment(column).notna() for column in columns)
    for other in others:
        first &= other
    return first


def _elapsed(rows: "pd.DataFrame") -> "Values":
    """Return the elapsed share (0 to 1) of each activity on the reference day, if known."""
    start, end, day = (_as_moment(rows[name]) for name in ("start", "end", "reference"))
    elapsed = (day - start) / (end - start).where(end.gt(start))
    return elapsed.clip(0, 1)
