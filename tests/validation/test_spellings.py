"""One activity, day or number is the same in every kind of file, however it was stored there."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from odfdo import Cell, Document, Row, Table

from pow_pipeline.model.findings import ValidatedBatch
from schemas.programme.programme import Programme
from tests.harness.builders import CATEGORIES, workbook
from tests.harness.file_writers import as_csv, parquet_of
from tests.validation.batches import validate_each

NAMES = (
    "Regio",
    "Periode",
    "Activiteit-id",
    "Activiteit",
    "Categorie",
    "Status",
    "Startdatum",
    "Doel",
)
Values = Sequence[Sequence[Any]]


def as_xlsx(rows: Values) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_ods(rows: Values) -> bytes:
    document, table = Document("ods"), Table("Invullen")
    document.body.clear()
    for values in rows:
        row = Row()
        for value in values:
            row.append_cell(Cell(None if value == "" else value))
        table.append_row(row)
    document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def as_json(rows: Values) -> bytes:
    names, *records = rows
    return json.dumps([dict(zip(names, row, strict=True)) for row in records]).encode()


def as_parquet(rows: Values) -> bytes:
    names, *records = rows
    columns = [
        pa.array([None if value == "" else value for value in column])
        for column in zip(*records, strict=True)
    ]
    return parquet_of(pa.Table.from_arrays(columns, names=list(names)))


KINDS: dict[str, Callable[[Values], bytes]] = {
    "xlsx": as_xlsx,
    "ods": as_ods,
    "csv": as_csv,
    "json": as_json,
    "parquet": as_parquet,
}


def report(*values: Any, column: str = "Activiteit-id") -> Values:
    """Return a report of an activity in each category, the first ones with these in a column."""
    rows = []
    for number, category in enumerate(CATEGORIES):
        row: dict[str, Any] = dict.fromkeys(NAMES, "") | {
            "Regio": "AM12",
            "Periode": "2021-H1",
            "Activiteit-id": f"N{number}",
            "Activiteit": f"Activiteit {number}",
            "Categorie": category,
            "Status": "groen",
        }
        if number < len(values):
            row[column] = values[number]
        rows.append(list(row.values()))
    return [NAMES, *rows]


def validated(content: bytes, programme: Programme) -> ValidatedBatch:
    (batch,) = validate_each([content], programme)
    return batch


def rules_of(batch: ValidatedBatch) -> list[str]:
    return sorted(set(batch.findings["rule"]))


IDS = [
    (7, "xlsx ods csv json", "7", []),
    (7.0, "xlsx ods json", "7", []),
    (1.5, "xlsx ods csv json", "1.5", []),
    (1.125, "xlsx ods csv json", "1.125", []),
    (0.1 + 0.2, "xlsx ods json", "0.3", []),
    ("007", "xlsx ods csv json", "007", []),
    ("AM12\N{EN DASH}1", "xlsx ods csv json parquet", "AM12-1", ["R-ID-07"]),
    ("AM12\N{MINUS SIGN}1", "xlsx ods csv json parquet", "AM12-1", ["R-ID-07"]),
    ("AM12\N{SOFT HYPHEN}1", "xlsx ods csv json parquet", "AM12-1", ["R-ID-07"]),
    ("AM12\N{NO-BREAK SPACE}1", "xlsx ods csv json parquet", "AM12 1", ["R-ID-07"]),
    ("AM12\u200b-1", "xlsx ods csv json parquet", "AM12-1", ["R-ID-07"]),
    ("\uff21\uff11", "xlsx ods csv json parquet", "A1", ["R-ID-07"]),
    ("1-feb", "xlsx ods csv json parquet", "1-feb", ["R-ID-05"]),
    ("1-2-2021", "xlsx ods csv json parquet", "1-2-2021", ["R-ID-05"]),
    ("1,23457E+11", "xlsx ods csv json parquet", "1,23457E+11", ["R-ID-05"]),
    ("1-2", "xlsx ods csv json parquet", "1-2", []),
    ("10:30", "xlsx ods csv json parquet", "10:30", ["R-ID-05"]),
    (True, "xlsx ods json", "TRUE", ["R-ID-05"]),
    (0.12345678901234567, "xlsx ods json", "0.123456789012346", ["R-ID-05"]),
]  # fmt: skip
PERIODS = [
    (date(2021, 6, 30), "xlsx ods"),
    (datetime(2021, 6, 30, 12), "xlsx ods csv"),  # noqa: DTZ001 -- as a workbook has it
    ("2021-06-30T12:00:00", "xlsx ods csv json parquet"),
    ("2021-06-30T00:00:00+00:00", "xlsx ods csv json parquet"),
    ("2021\N{MINUS SIGN}H1", "xlsx ods csv json parquet"),
]
DATES = [
    (date(2021, 2, 1), "xlsx ods"),
    (datetime(2021, 2, 1, 9, 30), "xlsx ods"),  # noqa: DTZ001 -- as a workbook has it
    (time(1, 2), "xlsx"),
    (timedelta(hours=26), "xlsx ods"),
    ("2021-02-01", "xlsx ods csv json parquet"),
    ("2021-02-01 00:00:00", "xlsx ods csv json parquet"),
    ("2021-02-01T00:00:00Z", "xlsx ods csv json parquet"),
    ("01:02:00", "csv json parquet"),
]
SAME_IDS = [
    (("AM12-1", "AM12\N{EN DASH}1"), "R-ID-02"),
    (("AM12\N{HYPHEN}1", "am12\N{NON-BREAKING HYPHEN}1"), "R-ID-02"),
    (("A 1", "A\N{NO-BREAK SPACE}1"), "R-ID-02"),
    (("\uff17", 7), "R-ID-02"),
    (("007", 7), "R-ID-06"),
    (("AM12-01", "AM12-1"), "R-ID-06"),
    (("AM12 - 1", "AM12-1"), "R-ID-06"),
    (("1,5", 1.5), "R-ID-06"),
    (("AM12\N{MIDDLE DOT}001", "AM12-001"), "R-ID-06"),
]
OTHER_IDS = [("1.1", "1.10"), ("1-2", "12"), ("1", "10"), ("A1", "B1")]
NUMBERS = [
    (1.125, "xlsx ods json", "1.125", []),
    (12.125, "xlsx ods json", "12.125", []),
    (999.999, "xlsx ods json", "999.999", []),
    ("1.125", "xlsx ods csv json", None, ["R-NUMBER-01"]),
    ("1,125", "xlsx ods csv json", None, ["R-NUMBER-01"]),
    (1.125, "csv", None, ["R-NUMBER-01"]),
    (1e3, "xlsx ods json", "1000", []),
    (0.0000005, "xlsx ods json", "0.000001", ["R-NUMBER-02"]),
    (1 / 3, "xlsx ods json csv", "0.333333", ["R-NUMBER-02"]),
    (0.1 + 0.2, "xlsx ods json", "0.3", []),
    (4.0, "xlsx ods json csv", "4", []),
    (-1.125, "xlsx ods json csv", None, ["R-NUMBER-01"]),
]
DAYS = [
    (date(2021, 3, 1), "xlsx ods", []),
    (datetime(2021, 3, 1), "xlsx ods", []),  # noqa: DTZ001
    (datetime(2021, 3, 1, 14, 30), "xlsx ods", ["R-DATE-03"]),  # noqa: DTZ001
    ("2021-03-01T14:30:00", "xlsx ods csv json parquet", ["R-DATE-03"]),
    ("2021-02-28T23:30:00Z", "xlsx ods csv json parquet", ["R-DATE-03"]),
    ("1-3-2021 14:30", "xlsx ods csv json parquet", ["R-DATE-03"]),
    ("1-3-2021", "xlsx ods csv json parquet", []),
]
ALL_KINDS = "xlsx ods csv json parquet"
TABLED = "xlsx ods json"
FILES = [
    *(([value], kinds, "Activiteit-id") for value, kinds, *_ in IDS),
    *(([value] * len(CATEGORIES), kinds, "Periode") for value, kinds in PERIODS),
    *(([value], kinds, "Activiteit-id") for value, kinds in DATES),
    *((values, TABLED, "Activiteit-id") for values, _ in SAME_IDS),
    *((ids, ALL_KINDS, "Activiteit-id") for ids in OTHER_IDS),
    *(([value], kinds, "Doel") for value, kinds, *_ in NUMBERS),
    *(([value], kinds, "Startdatum") for value, kinds, _ in DAYS),
]


@pytest.fixture(scope="module")
def of_each_kind(programme) -> Callable[..., list[ValidatedBatch]]:
    """What gives the batches of files with the same values, one for each kind."""
    files = {
        (kind, column, repr(list(values))): report(*values, column=column)
        for values, kinds, column in FILES
        for kind in kinds.split()
    }
    contents = [KINDS[kind](rows) for (kind, *_), rows in files.items()]
    batches = dict(zip(files, validate_each(contents, programme), strict=True))

    def batches_of(
        values: Sequence[Any], kinds: str, column: str = "Activiteit-id"
    ) -> list[ValidatedBatch]:
        return [batches[kind, column, repr(list(values))] for kind in kinds.split()]

    return batches_of


@pytest.mark.parametrize(("value", "kinds", "activity", "rules"), IDS)
def test_an_id_is_the_same_in_every_kind_of_file(value, kinds, activity, rules, of_each_kind):
    for batch in of_each_kind([value], kinds):
        assert batch.rows["activity_id"].iloc[0] == activity
        assert rules_of(batch) == rules


@pytest.mark.parametrize(("value", "kinds"), PERIODS)
def test_a_period_is_the_same_in_every_kind_of_file(value, kinds, of_each_kind):
    for batch in of_each_kind([value] * len(CATEGORIES), kinds, column="Periode"):
        assert batch.results[0].outcome == "accepted"
        assert rules_of(batch) == []


@pytest.mark.parametrize(("value", "kinds"), DATES)
def test_an_id_that_became_a_date_is_refused(value, kinds, of_each_kind):
    for batch in of_each_kind([value], kinds):
        assert batch.results[0].outcome == "rejected"
        assert rules_of(batch) == ["R-ID-04"]


@pytest.mark.parametrize(
    "values",
    [
        [date(2021, 2, number) for number in range(1, 5)],
        [datetime(2021, 2, number, 9) for number in range(1, 5)],  # noqa: DTZ001
        [datetime(2021, 2, number, tzinfo=UTC) for number in range(1, 5)],
        [time(1, number) for number in range(1, 5)],
    ],
)
def test_a_parquet_column_of_ids_that_are_dates_is_refused(values, programme):
    assert rules_of(validated(as_parquet(report(*values)), programme)) == ["R-ID-04"]


@pytest.mark.parametrize(
    "values",
    [
        [Decimal("1.00"), Decimal("2.00"), Decimal("3.00"), Decimal("4.00")],
        [1.0, 2.0, 3.0, 4.0],
        [1, 2, 3, 4],
        ["1", "2", "3", "4"],
    ],
)
def test_the_ids_of_a_parquet_column_are_those_of_a_workbook(values, programme):
    batch = validated(as_parquet(report(*values)), programme)
    assert batch.rows["activity_id"].tolist() == ["1", "2", "3", "4"]


@pytest.mark.parametrize(("values", "rule"), SAME_IDS)
def test_ids_that_are_one_or_may_be_one_are_reported_at_both(values, rule, of_each_kind):
    for batch in of_each_kind(values, TABLED):
        assert batch.findings["rule"].tolist().count(rule) == 2


@pytest.mark.parametrize("ids", OTHER_IDS)
def test_ids_that_differ_are_left_alone(ids, of_each_kind):
    for batch in of_each_kind(ids, ALL_KINDS):
        assert rules_of(batch) == []


@pytest.mark.parametrize(("value", "kinds", "number", "rules"), NUMBERS)
def test_a_number_that_was_stored_as_one_has_one_meaning(value, kinds, number, rules, of_each_kind):
    for batch in of_each_kind([value], kinds, column="Doel"):
        target = batch.rows["target"].iloc[0]
        assert (target is None, target) == (number is None, number and Decimal(number))
        assert rules_of(batch) == rules


def test_decimals_of_parquet_have_one_meaning(programme):
    values = [Decimal(text) for text in ("1.125", "12.125", "1250.500", "7.000")]
    batch = validated(as_parquet(report(*values, column="Doel")), programme)
    assert batch.rows["target"].tolist() == values
    assert rules_of(batch) == []


@pytest.mark.parametrize(("value", "kinds", "rules"), DAYS)
def test_a_day_with_a_time_is_that_day(value, kinds, rules, of_each_kind):
    for batch in of_each_kind([value], kinds, column="Startdatum"):
        assert batch.rows["start"].iloc[0] == date(2021, 3, 1)
        assert rules_of(batch) == rules


@pytest.mark.parametrize(
    "others",
    [{}, {"Status": None}, {"Activiteit-id": "", "Status": "", "Toelichting": ""}],
)
def test_a_report_of_records_without_activities_needs_no_empty_keys(others, programme):
    declared = [
        {
            "Regio": "AM12",
            "Periode": "2021-H1",
            "Categorie": category,
            "Activiteit": "geen activiteiten",
        }
        for category in CATEGORIES
    ]
    batch = validated(json.dumps([record | others for record in declared]).encode(), programme)
    assert batch.results[0].outcome == "accepted"
    assert rules_of(batch) == []


def test_a_key_that_activities_need_is_still_missed(programme):
    names, *records = report()
    records = [dict(zip(names, row, strict=True)) for row in records]
    for record in records:
        del record["Status"]
    assert "R-LAYOUT-02" in rules_of(validated(json.dumps(records).encode(), programme))


SCORES = [
    (4, [4], []),
    (4.0, [4], []),
    ("4", [4], []),
    ("4.0", [4], []),
    ("4,00", [4], []),
    (" 04 ", [4], []),
    ("4.5", [], ["R-QUESTION-02"]),
    (4.5, [], ["R-QUESTION-02"]),
    ("4.000", [], ["R-QUESTION-02"]),
    ("6.0", [], ["R-QUESTION-02"]),
    ("vier", [], ["R-QUESTION-02"]),
]


@pytest.fixture(scope="module")
def of_score(programme) -> dict[str, ValidatedBatch]:
    """The batch of a workbook with each score, by how it is written in Python."""
    scores = [score for score, *_ in SCORES]
    answers = [[("Vraag over de samenwerking", "Score"), ("Aanjager", score)] for score in scores]
    contents = [workbook(report(), second=("Samenwerking", rows)) for rows in answers]
    return dict(zip(map(repr, scores), validate_each(contents, programme), strict=True))


@pytest.mark.parametrize(("score", "scores", "rules"), SCORES)
def test_a_score_is_a_whole_number_however_it_is_written(score, scores, rules, of_score):
    batch = of_score[repr(score)]
    assert batch.answers["score"].tolist() == scores
    assert rules_of(batch) == rules
