"""One cause is one finding, with every place that it is about."""

import pytest

from pow_pipeline.feedback.findings import put_into_words
from pow_pipeline.feedback.places import describe_cells
from pow_pipeline.model.findings import Finding
from schemas.language import read_language

DUTCH = read_language("nl")


def status(cell: str, found: str, activity: str = "") -> tuple[str, Finding]:
    words = ("groen", "rood")
    return "error", Finding(
        "d", "R-STATUS-01", "Blad", cell, activity, "", found=found, expected=words
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([], ""),
        (["D4"], "D4"),
        (["D4", "D5"], "D4 en D5"),
        (["D4", "D5", "D6"], "D4 t/m D6"),
        (["D4", "D6", "D7", "D8", "D9"], "D4 en D6 t/m D9"),
        (["D9", "D10", "D11"], "D9 t/m D11"),
        (["D4", "E5", "F6"], "D4, E5 en F6"),
        (["D4", "D4"], "D4"),
        ([f"D{row}" for row in (1, 3, 5, 7, 9, 11)], "D1, D3, D5, D7, D9 en D11"),
        ([f"D{row}" for row in (1, 3, 5, 7, 9, 11, 13)], "D1, D3, D5, D7, D9 en nog 2"),
        (["property:Regio"], "de gegevens van het formulier zelf (Regio)"),
        (["activities[3].status"], "activities[3].status"),
    ],
)
def test_places_in_a_few_words(cells, expected):
    assert describe_cells(cells, DUTCH) == expected


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        ("line_cell", ["D5"], "regel 5, kolom D"),
        ("line_cell", ["D5", "D6", "D7"], "regel 5 t/m 7, kolom D"),
        ("line", ["A5"], "regel 5"),
    ],
)
def test_a_text_has_lines(kind, cells, expected):
    assert describe_cells(cells, DUTCH, kind=kind) == expected


def test_one_cause_in_300_rows_is_one_finding():
    (finding,) = put_into_words(
        [status(f"D{row}", "paars", f"A{row}") for row in range(5, 305)], DUTCH
    )
    assert finding.place == "Blad › D5 t/m D304"
    assert finding.found == '"paars"'
    assert finding.activities == "A5, A6, A7, A8, A9 en nog 295"
    assert finding.remedy == "Zet in D5 t/m D304 een van deze statussen."
    assert len(finding.group.activities) == 300


def test_each_text_that_was_found_says_where():
    (finding,) = put_into_words(
        [status("D5", "paars"), status("D7", "blauw"), status("D9", "paars"), status("D11", "")],
        DUTCH,
    )
    assert finding.found == '"paars" (D5 en D9), "blauw" (D7) en (leeg) (D11)'


def test_another_column_or_rule_or_expectation_is_another_finding():
    missing = Finding("d", "R-VALUE-01", "Blad", "F5")
    findings = [
        ("query", missing),
        ("query", Finding("d", "R-VALUE-01", "Blad", "G5")),
        ("query", Finding("d", "R-VALUE-01", "Blad", "F6")),
        status("D5", "paars"),
        ("query", Finding("d", "R-VALUE-01", "Ander", "F5")),
        ("query", Finding("d", "R-VALUE-01", "Blad", "F9", answer="dat is zo")),
    ]
    texts = put_into_words(findings, DUTCH)
    assert [(each.rule, each.place) for each in texts] == [
        ("R-STATUS-01", "Blad › D5"),  # what keeps it from counting comes first
        ("R-VALUE-01", "Blad › F5 en F6"),
        ("R-VALUE-01", "Blad › G5"),
        ("R-VALUE-01", "Ander › F5"),
        ("R-VALUE-01", "Blad › F9"),
    ]
    assert texts[-1].answer == '"dat is zo"'
