"""What a release says of the columns of its tables, next to the files that hold them."""

import csv
import json
from pathlib import Path

import pytest

from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from schemas.programme.reserved import RESERVED
from tests.publication.sheet_of_2021 import read_csv

CONDITION = "provided that no more activities are missing"


@pytest.fixture
def public(of_the_sheet: Path) -> Path:
    return of_the_sheet / "public"


def test_every_column_of_every_table_is_answered_in_its_order(public):
    rows = read_csv(public / "columns.csv")
    assert list(rows[0]) == ["table", "column", "type", "meaning"]
    assert all(row["meaning"].endswith(".") for row in rows)
    result = {}
    for row in rows:
        result.setdefault(row["table"], []).append(row["column"])
    headers = {}
    for path in public.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            headers[path.stem] = ["", *next(csv.reader(file))]  # first what a row of it is
    del headers["columns"]
    assert result == headers
    assert list(result) == list(PUBLISHED_SUMMARIES)


def test_bounds_are_nowhere_without_their_condition(public):
    bounds = {
        (row["table"], row["column"]): row["meaning"]
        for row in read_csv(public / "columns.csv")
        if row["column"] in ("lower", "upper")
    }
    assert set(bounds) == {
        (table, column)
        for table in ("status_distribution", "status_trend")
        for column in ("lower", "upper")
    }
    assert all(CONDITION in meaning for meaning in bounds.values())


def test_the_manifest_names_it(public):
    assert "public/columns.csv" in json.loads((public / "manifest.json").read_bytes())["files"]


def test_every_code_of_the_tables_is_one_of_the_programme_or_reserved(public, programme):
    known = {
        "category": {category.code for category in programme.categories},
        "status": {status.code for status in programme.statuses},
        "question": {question.code for question in programme.questions.asked},
        "scope": set(),
    }
    known |= dict.fromkeys(("state", "status_before"), known["status"])
    used = set()
    for name in PUBLISHED_SUMMARIES:
        for row in read_csv(public / f"{name}.csv"):
            used |= {row[column] for column in known if column in row} - {""}
    own = used - set().union(*known.values())
    assert {"total", "not_received", "not_known", "programme", "region"} <= own <= {*RESERVED}
