"""The rows of all forms of a batch: converted once, then held against the schema in one pass."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa

from pow_pipeline.judging.header import cell_address, column_letters
from pow_pipeline.judging.layout import Form
from pow_pipeline.model import Finding
from schemas.matching import matching_key
from schemas.programme import Programme
from schemas.rules import RULES
from schemas.submission import ROW_COLUMNS, row_schema

_TEXTS = ("activity_id", "activity_name", "category", "status", "explanation")


class CheckFailedError(Exception):
    """A check raised an error of its own: our code failed, which is no finding."""


def frame_rows(forms: Sequence[Form], programme: Programme) -> pd.DataFrame:
    """Return the rows of all forms, indexed by their addresses, with known words as codes."""
    columns: dict[str, list[Any]] = {name: [] for name in ROW_COLUMNS}
    for form in forms:
        numbers = [number for number, _ in form.rows]
        columns["delivery"] += [form.delivery.delivery] * len(numbers)
        columns["sheet"] += [form.sheet] * len(numbers)
        columns["row"] += numbers
        letters = column_letters(form.columns["status"])
        columns["status_cell"] += [f"{letters}{number}" for number in numbers]
        for name in _TEXTS:
            columns[name] += _column_texts(form, name)
    texts = [name for name in ROW_COLUMNS if name != "row"]
    rows = pd.DataFrame(columns).astype(dict.fromkeys(texts, str))  # also where there is no row
    rows.index = _addresses(rows)
    rows["activity_id"] = rows["activity_id"].str.normalize("NFC")
    rows["category"] = _as_codes(rows["category"], programme.category_codes)
    rows["status"] = _as_codes(rows["status"], programme.status_codes)
    return rows


def check_rows(
    rows: pd.DataFrame, forms: Sequence[Form], programme: Programme
) -> Iterator[Finding]:
    """Yield what the row rules have to say, in the order of the rows.

    Raises:
        CheckFailedError: a check could not be carried out.
    """
    try:
        row_schema(programme).validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return
    if failures["index"].isna().any() or not set(failures["check"]) <= set(RULES):
        raise CheckFailedError(failures.drop(columns="failure_case").to_string())
    by_delivery = {form.delivery.delivery: form for form in forms}
    order = {address: place for place, address in enumerate(rows.index)}
    once = failures.drop_duplicates(["check", "index"])
    for address, rule in sorted(
        zip(once["index"], once["check"], strict=True), key=lambda each: (order[each[0]], each[1])
    ):
        row = rows.loc[address]
        yield _finding(rule, row, by_delivery[row["delivery"]], programme)


def _finding(rule: str, row: "pd.Series[Any]", form: Form, programme: Programme) -> Finding:
    column = RULES[rule].column
    place = form.columns.get(column, form.columns["status"])  # a form may lack what is optional
    return Finding(
        form.delivery.delivery,
        rule,
        sheet=form.sheet,
        cell=cell_address(place, int(row["row"])),
        activity_id=row["activity_id"],
        activity_name=row["activity_name"],
        found=row[column],
        expected=_expected_words(column, programme),
    )


def _expected_words(column: str, programme: Programme) -> tuple[str, ...]:
    language = programme.language
    if column == "status":
        return tuple(status.word[language] for status in programme.statuses)
    if column == "category":
        return tuple(category.label[language] for category in programme.categories)
    return ()


def _column_texts(form: Form, name: str) -> list[str]:
    place = form.columns.get(name)
    if place is None:
        return [""] * len(form.rows)
    return [cells[place] for _, cells in form.rows]


def _addresses(rows: pd.DataFrame) -> pd.Index:
    numbers = rows["row"].astype(str)
    return pd.Index(rows["delivery"] + "!" + rows["sheet"] + "!" + numbers, dtype=str)


def _as_codes(texts: "pd.Series[str]", codes: Mapping[str, str]) -> "pd.Series[str]":
    """Replace each known word by its code and leave the others as they are."""
    words = {text: codes.get(matching_key(text), text) for text in texts.unique()}
    return texts.map(words)
