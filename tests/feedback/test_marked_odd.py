"""Marked workbooks of what is odd: names, sizes and texts that may be in nobody's way."""

import io
import logging

import openpyxl
import pytest

from pow_pipeline.feedback.book import Book
from pow_pipeline.feedback.marked import marked as writer
from pow_pipeline.feedback.marked.sheet_names import sheet_names
from pow_pipeline.model.documents import Contents, Sheet
from schemas.language import read_language
from tests.feedback.test_marked import findings_of, marked
from tests.harness.builders import (
    HEADER,
    ask,
    drop,
    feedback_of,
    form,
    ingest_at,
    nothing,
    send,
    workbook,
)

BAD = [("1", "x", "Aanbod", "paars", "")]


@pytest.mark.parametrize(
    "names",
    [
        ["a" * 30 + "'b"],
        ["'", "''", ""],
        ["x" * 29 + "😀😀"],  # a sign of two units counts twice
        ["a" * 31, "A" * 31],
        ["a" * 26 + str(number) for number in range(130)],
        ["Blad", "Blad"],
        ["History", "Bevindingen", "lijsten"],
        ["a/b", "a\\b", "[a]", "a:b"],
    ],
)
def test_any_sheet_gets_a_name_that_a_workbook_takes(names):
    contents = Contents(tuple(Sheet(name, (("x",),)) for name in names))
    found = sheet_names(read_language("nl"), contents)
    book = Book({})
    for name in (found.findings, *found.data, found.lists):
        book.add_sheet(name)  # refuses what Excel would refuse
    assert len(openpyxl.load_workbook(io.BytesIO(book.content())).sheetnames) == len(names) + 2


def test_what_our_own_code_fails_on_holds_up_nobody(workspace, monkeypatch, caplog):
    def fail(*arguments, **named) -> None:
        raise ValueError("it is about 123456782")

    monkeypatch.setattr(writer, "write_data", fail)
    drop(workspace, "AM12", form(rows=BAD))
    drop(workspace, "AM13", form("AM13"))
    with caplog.at_level(logging.ERROR):
        ingest_at(workspace)
    assert "AM12-2-1: its data could not be marked: ValueError in" in caplog.text
    assert "123456782" not in caplog.text
    assert marked(workspace, "AM12-2-1").sheetnames == ["Bevindingen"]
    assert "gemarkeerd" not in feedback_of(workspace, "AM12-2-1")
    assert "geaccepteerd" in feedback_of(workspace, "AM13-2-2")


def test_what_is_too_large_to_be_marked_is_not_stated_to_be(workspace, monkeypatch):
    monkeypatch.setattr(writer, "_MOST_CELLS", 20)
    assert send(workspace, "AM12", form(rows=BAD)) == "rejected"
    assert marked(workspace, "AM12-2-1").sheetnames == ["Bevindingen"]
    assert "gemarkeerd" not in feedback_of(workspace, "AM12-2-1")


def test_one_cause_in_a_thousand_activities_can_be_sent_back(workspace):
    rows = [(f"AM12-{row:05}", "x", "Aanbod", "paars", "") for row in range(1000)]
    assert send(workspace, "AM12", form(rows=rows)) == "rejected"
    book = marked(workspace, "AM12-2-1")
    first, second = findings_of(book)
    named = [str(each["Om welke activiteiten"].value).split("\n") for each in (first, second)]
    assert [key for ids in named for key in ids] == [row[0] for row in rows]
    for row in range(5, 1005):
        book["Invullen"][f"D{row}"] = "groen"
    file = io.BytesIO()
    book.save(file)
    assert send(workspace, "AM12", file.getvalue()) == "accepted"


def test_as_many_columns_as_may_be_stay_as_many(workspace):
    header = [*HEADER, *(f"k{number}" for number in range(195))]
    rows = [[*BAD[0], *["x"] * 195]]
    cells = [("Regio", "AM12"), ("Periode", "2021-H1"), (), header, *rows]
    assert send(workspace, "AM12", workbook([*cells, *nothing(rows, header)])) == "rejected"
    assert marked(workspace, "AM12-2-1")["Invullen"].max_column == 200


def test_nothing_personal_is_in_the_name_of_a_sheet_and_its_marks_are_there(workspace):
    cells = [("Regio", "AM12"), ("Periode", "2021-H1"), (), HEADER, *BAD, *nothing(BAD)]
    content = workbook(cells, sheet="Jan 0612345678")
    assert send(workspace, "AM12", content) == "rejected"
    book = marked(workspace, "AM12-2-1")
    assert book.sheetnames[1] == "Jan •••"
    assert book["Jan •••"]["D5"].comment
    assert findings_of(book)[0]["Waar"].hyperlink.location == "'Jan •••'!D5"


def test_only_properties_that_are_read_come_back(workspace):
    book = openpyxl.load_workbook(io.BytesIO(form(rows=BAD)))
    for name, text in (("Contact", "jan@voorbeeld.nl"), ("Regio", "AM12"), ("Lang", "x" * 300)):
        book.custom_doc_props.append(
            openpyxl.packaging.custom.StringProperty(name=name, value=text)
        )
    file = io.BytesIO()
    book.save(file)
    assert send(workspace, "AM12", file.getvalue()) == "rejected"
    kept = marked(workspace, "AM12-2-1").custom_doc_props.props
    assert [(each.name, each.value) for each in kept] == [("Regio", "AM12")]


def test_an_id_with_a_sign_that_cannot_be_seen_stays_wrong(workspace):
    rows = [("A\u202e1", "x", "Aanbod", "groen", "")]
    assert send(workspace, "AM12", form(rows=rows)) == "rejected"
    file = io.BytesIO()
    marked(workspace, "AM12-2-1").save(file)
    assert send(workspace, "AM12", file.getvalue()) == "rejected"
    assert ask(workspace, "SELECT DISTINCT rule FROM record.finding") == [("R-ID-03",)]


def test_two_activities_with_one_id_are_both_named(workspace):
    rows = [("1", "Jobhunters", "Aanbod", "groen", ""), ("1", "Markt", "Vraag", "groen", "")]
    send(workspace, "AM12", form(rows=rows))
    assert 'Activiteiten 1 "Jobhunters" en 1 "Markt"' in feedback_of(workspace, "AM12-2-1")
