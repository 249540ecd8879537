"""The tables of a release: every form says the same, and what describes them is true."""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import openpyxl
import pandera.pandas as pa
import pytest
from frictionless import Package, system, validate

from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from schemas.published import PUBLISHED, SCHEMA_CHANGES, SCHEMA_VERSION
from schemas.revisions import REVISIONS
from tests.harness.builders import changeable
from tests.publication.data.table_readers import (
    FORMS,
    assert_same,
    by_database,
    by_openpyxl,
    in_any_order,
)

RESTRICTED_SUMMARIES = (
    "activity_history",
    "answered_query",
    "finding_summary",
    "open_query",
    "submission_in_force",
    "submission_outcomes",
)
TIERS = {"public": PUBLISHED_SUMMARIES, "restricted": RESTRICTED_SUMMARIES}
DATABASES = TIERS | {"restricted": (*PUBLISHED_SUMMARIES, *RESTRICTED_SUMMARIES)}


@pytest.fixture(scope="module")
def release(lived) -> Path:
    """A release that revises another one."""
    workspace, _ = lived
    return workspace.published / "releases" / "2021-H2.v2"


@pytest.mark.parametrize("tier", TIERS)
def test_each_tier_has_its_tables_in_every_form(tier, release):
    names = {path.stem for path in (release / tier).glob("*.parquet")}
    assert names == set(TIERS[tier])
    for name in names:
        assert {path.suffix for path in (release / tier).glob(f"{name}.*")} == {
            ".csv",
            ".json",
            ".parquet",
        }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tier", TIERS)
def test_every_form_says_the_same_value_by_value(tier, form, release):
    tables = (DATABASES if form == "SQLite" else TIERS)[tier]
    for name in tables:
        expected = by_database(release / tier, name)
        rows = FORMS[form](release / tier, name)
        if form == "SQLite":
            rows, expected = in_any_order(rows), in_any_order(expected)
        assert_same(rows, expected, is_exact=not form.startswith("XLSX"))


@pytest.fixture(scope="module")
def save(release, office, tmp_path_factory) -> Callable[[str, str], Path]:
    """What has LibreOffice open a workbook of a tier and save it as another one, once."""

    @cache
    def save_one(tier: str, book: str) -> Path:
        folder = tmp_path_factory.mktemp("saved")
        return office.edit(release / tier / book, {}, folder / "saved.xlsx")

    return save_one


@pytest.mark.parametrize("book", ["summary.xlsx", "summary.ods"])
@pytest.mark.parametrize("tier", TIERS)
def test_libreoffice_opens_the_workbooks_and_shows_the_same(
    tier, book, release, office, save, tmp_path
):
    saved = save(tier, book)
    sheets = openpyxl.load_workbook(saved)
    for name in TIERS[tier]:
        expected = by_database(release / tier, name)
        assert_same(by_openpyxl(saved, name), expected, is_exact=False)
        assert sheets[name].auto_filter.ref.startswith("A1:")
        with duckdb.connect(release / tier / "pow.duckdb", read_only=True) as connection:
            columns = len(connection.execute(f"FROM summary.{name} LIMIT 0").description)
        assert sheets[name].max_column == columns
    frozen = office.frozen(shutil.copy(release / tier / book, tmp_path / book))
    assert frozen.pop("Toelichting") == [0, 0]
    assert set(map(tuple, frozen.values())) == {(1, 0)}


@pytest.mark.parametrize("book", ["summary.xlsx", "saved.xlsx"])
def test_numbers_look_like_what_they_are(book, release, save):
    is_saved = book == "saved.xlsx"
    path = save("public", "summary.ods") if is_saved else release / "public" / book
    sheet = openpyxl.load_workbook(path)["status_distribution"]
    header, row = (
        next(sheet.iter_rows()),
        next(row for row in sheet.iter_rows(min_row=2) if row[7].value),
    )
    formats = {name.value: cell.number_format for name, cell in zip(header, row, strict=True)}
    assert formats["share"] == "0.0%"
    assert formats["percentage"].replace('"', "").replace("\\", "") == "0%"
    assert formats["activities"] == "General"
    assert header[0].font.b


@pytest.mark.parametrize("tier", TIERS)
def test_frictionless_finds_the_package_valid(tier, release):
    with system.use_context(trusted=True):
        report = validate(release / tier / "datapackage.json")
        assert report.valid, report.to_summary()
        package = Package(release / tier / "datapackage.json")
    described = {resource.name: resource for resource in package.resources}
    expected = {*TIERS[tier], "columns"} | ({"revisions"} if tier == "public" else set())
    assert set(described) == expected
    for name in TIERS[tier]:
        rows = described[name].read_rows()
        assert len(rows) == len(by_database(release / tier, name))


@pytest.mark.parametrize(
    ("was", "becomes", "error"),
    [
        (",programme,,total,", ",country,,total,", "constraint-error"),
        (",programme,,total,", ",programme,,everything,", "constraint-error"),
        (
            "\r\n2021-H1,programme,,total,on_track,23,",
            "\r\n2021-H1,programme,,total,on_track,x,",
            "type-error",
        ),
        ("period,scope", "period,scopes", "incorrect-label"),
    ],
)
def test_the_package_reports_what_is_not_as_promised(was, becomes, error, release, tmp_path):
    public = changeable(shutil.copytree(release / "public", tmp_path / "public"))
    path = public / "status_distribution.csv"
    text = path.read_bytes().decode()
    assert was in text
    path.write_bytes(text.replace(was, becomes).encode())
    package = json.loads((public / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (public / "datapackage.json").write_text(json.dumps(package))
    report = validate(public / "datapackage.json")
    assert not report.valid
    assert error in {failure.type for task in report.tasks for failure in task.errors}


def test_the_package_describes_columns_as_the_database_does(release):
    package = json.loads((release / "public" / "datapackage.json").read_bytes())
    assert package["$schema"].endswith("/2.0/datapackage.json")
    assert (package["version"], package["schemaVersion"]) == ("2021-H2.v2", SCHEMA_VERSION)
    with (release / "public" / "columns.csv").open(encoding="utf-8", newline="") as file:
        meanings = {(row["table"], row["column"]): row["meaning"] for row in csv.DictReader(file)}
    resources = {resource["name"]: resource for resource in package["resources"]}
    for name in PUBLISHED_SUMMARIES:
        assert resources[name]["description"] == meanings[name, ""]
        for field in resources[name]["schema"]["fields"]:
            assert field["description"] == meanings[name, field["name"]]
    fields = {
        field["name"]: field for field in resources["status_distribution"]["schema"]["fields"]
    }
    assert fields["share"]["unit"] == "share"
    assert fields["percentage"]["constraints"] == {"minimum": 0, "maximum": 100}
    assert fields["scope"]["constraints"]["enum"] == ["programme", "region"]
    assert {"value": "AM01", "label": "Groningen"} in fields["region_code"]["categories"]
    assert resources["answer_distribution"]["schema"]["primaryKey"] == [
        "period",
        "question",
        "score",
    ]
    assert "period" in resources["status_trend"]["schema"]["uniqueKeys"][0]


# What each version of the promise was. A table that changes is a new version: give it the next
# number in schemas/published.py, say there what changed, and add its hash here.
PROMISES = {
    1: "0b526b9c950561af",
    2: "9895856a683060d9",
    3: "58e0b78804bd7f12",
    4: "ec2ca018de4b25a1",
}


def test_a_change_of_the_promise_is_a_new_version():
    assert set(PROMISES) == set(SCHEMA_CHANGES)
    assert max(SCHEMA_CHANGES) == SCHEMA_VERSION
    assert promise(PUBLISHED | {"revisions": REVISIONS}) == PROMISES[SCHEMA_VERSION]


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema.remove_columns(["flag"]),
        lambda schema: schema.update_column("share", nullable=False),
        lambda schema: schema.update_column("activities", metadata={"unit": "regions"}),
        lambda schema: schema.update_column("activities", checks=pa.Check.ge(1)),
        lambda schema: schema.rename_columns({"activities": "number"}),
    ],
)
def test_each_change_of_a_table_is_seen(change):
    name = "status_distribution"
    assert promise({name: change(PUBLISHED[name])}) != promise({name: PUBLISHED[name]})


def promise(tables: dict[str, pa.DataFrameSchema]) -> str:
    text = {
        table: {
            "columns": [
                (
                    name,
                    str(column.dtype),
                    column.nullable,
                    column.metadata,
                    [(check.name, repr(check.statistics)) for check in column.checks],
                )
                for name, column in schema.columns.items()
            ],
            "checks": [check.name for check in schema.checks],
            "unique": schema.unique,
        }
        for table, schema in tables.items()
    }
    return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()[:16]
