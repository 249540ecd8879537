"""Applies the row rules: validates a frame of activities or answers against its schema."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from pow_pipeline.model.findings import Finding
from pow_pipeline.validation.colours import name_of_colour
from pow_pipeline.validation.form import Form, Row
from schemas.evidence import HELPER_RULES, NUMBERS
from schemas.language import read_language
from schemas.programme.parts import Choice
from schemas.programme.programme import Programme
from schemas.rules import RULES
from schemas.submission import answer_schema, row_schema
from schemas.text.matching import matching_key
from schemas.text.personal import MASK, PERSONAL
from schemas.text.values import shown_number

_HELPER_RULES: Final = frozenset(HELPER_RULES.values())
_WITH_SECOND_ID: Final = (
    "R-ID-06",
    "R-ID-08",
)  # rules that name a second id besides the one in the cell


class CheckFailedError(Exception):
    """A check raised an exception, which is a bug in our code and not a finding."""


def check_rows(
    rows: pd.DataFrame, forms: Sequence[Form], programme: Programme
) -> Iterator[Finding]:
    """Yield the findings of the row rules about activities, in row order.

    Raises:
        CheckFailedError: a check raised an exception.
    """
    by_delivery = {form.delivery.delivery: form for form in forms}
    for rule, name, row in _failures(row_schema(programme), rows):
        form, column = by_delivery[row["delivery"]], name.partition(":")[0]
        yield Finding(
            row["delivery"],
            rule,
            sheet=row["sheet"],
            cell=form.activities.address(column, int(row["row"]), fallback="status"),
            activity_id=row["activity_id"],
            activity_name=row["activity_name"],
            found=_found(rule, name, row, programme),
            expected=_expected_words(rule, column, programme),
        )
    for form in forms:
        for declared in form.declared_empty:
            yield from _check_declared_empty(declared, form, programme)


def check_answers(
    answers: pd.DataFrame, forms: Sequence[Form], programme: Programme
) -> Iterator[Finding]:
    """Yield the findings of the row rules about answers to questions.

    Raises:
        CheckFailedError: a check raised an exception.
    """
    scale = programme.questions
    if scale is None or answers.empty:
        return
    tables = {form.delivery.delivery: form.answers for form in forms if form.answers}
    questions, scores = _labels(scale.asked, programme), (f"{scale.lowest}", f"{scale.highest}")
    for rule, column, row in _failures(answer_schema(programme), answers):
        yield Finding(
            row["delivery"],
            rule,
            sheet=row["sheet"],
            cell=tables[row["delivery"]].address(column, int(row["row"]), fallback="score"),
            found=MASK if rule in PERSONAL else row["found" if column == "question" else column],
            expected={"R-QUESTION-01": questions, "R-QUESTION-02": scores}.get(rule, ()),
        )


def _failures(
    schema: pa.DataFrameSchema, frame: pd.DataFrame
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the rule, column and row of each failure of a schema, in row order."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return
    if failures["index"].isna().any() or not set(failures["check"]) <= set(RULES):
        raise CheckFailedError(failures.drop(columns="failure_case").to_string())
    order = {address: position for position, address in enumerate(frame.index)}
    distinct = {
        # A rule on whole rows fails once for each column, so duplicates are removed.
        (order[address], rule, column if rule in _HELPER_RULES else RULES[rule].column or column)
        for address, rule, column in zip(
            failures["index"], failures["check"], failures["column"], strict=True
        )
    }
    positions = sorted({position for position, _, _ in distinct})
    records: list[Any] = frame.iloc[positions].to_dict("records")
    rows = dict(zip(positions, records, strict=True))
    for position, rule, column in sorted(distinct):
        yield rule, column, rows[position]


def _found(rule: str, column: str, row: Mapping[str, Any], programme: Programme) -> str:
    if rule in PERSONAL:
        return MASK
    if rule == "R-STATUS-03":
        colour = str(row["status_colour"])
        words = read_language(programme.language).colours
        return words[name_of_colour(colour)].format(colour=colour)
    if rule in _WITH_SECOND_ID:
        return f"{row['activity_id']} / {row[column]}"
    return shown_number(str(row[column])) if column in NUMBERS else str(row[column])


def _check_declared_empty(declared: Row, form: Form, programme: Programme) -> Iterator[Finding]:
    """Yield a finding if a row declares an unknown category to have no activities."""
    number, cells = declared
    position = form.activities.header.columns["category"]
    if matching_key(cells[position]) not in programme.category_codes:
        yield Finding(
            form.delivery.delivery,
            "R-CATEGORY-01",
            sheet=form.sheet,
            cell=form.activities.address("category", number, fallback="category"),
            found=cells[position],
            expected=_labels(programme.categories, programme),
        )


def _expected_words(rule: str, column: str, programme: Programme) -> tuple[str, ...]:
    language = programme.language
    if rule == "R-EXPLANATION-02":
        return (f"{programme.validating.shortest_explanation}",)
    if column == "status":
        return tuple(status.word[language] for status in programme.statuses)
    if column == "category":
        return _labels(programme.categories, programme)
    choices = (item.choices for name, item in programme.columns.items() if name == column)
    return _labels(next(choices, ()), programme)


def _labels(choices: Sequence[Choice], programme: Programme) -> tuple[str, ...]:
    return tuple(choice.label[programme.language] for choice in choices)
