"""A marked workbook as people fix it: in a real LibreOffice, by its marks, saved, and sent."""

import pytest

from tests.harness.builders import ask, feedback_of, form, send
from tests.libreoffice import office as held
from tests.libreoffice.test_forms_in_libreoffice import FIRST, SECOND

GOOD = [
    ("1", "Jobhunters", "Aanbod", "groen", ""),
    ("2", "Banenmarkt", "Vraag", "groen", ""),
    ("3", "Taalles", "Scholing", "groen", ""),
]
# An unknown status, a jump of two steps that is explained, and one that is not.
WRONG = [
    ("1", "Jobhunters", "Aanbod", "paars", ""),
    ("2", "Banenmarkt", "Vraag", "rood", "De hal is afgebrand in november."),
    ("3", "Taalles", "Scholing", "rood", ""),
]
WHY = "De hal is afgebrand; dat weet u van de gemeente."


@pytest.fixture
def marked(workspace):
    assert send(workspace, "AM12", form(rows=GOOD), FIRST) == "accepted"
    assert send(workspace, "AM12", form(period="2021-H2", rows=WRONG), SECOND) == "rejected"
    return workspace.outbox / "AM12" / "AM12-5-1" / "feedback.xlsx"


def test_it_is_corrected_by_its_marks_and_accepted(marked, workspace, office, tmp_path):
    sheet = held.opened(marked).worksheets[0]
    at = held.row_of(sheet, "R-STATUS-01")
    place = held.links(sheet)[f"{held.column_of(sheet, 'Waar')}{at}"]
    assert place == "'Invullen'!D5"
    saved = office.edit(marked, {"Invullen": {"D5": "groen"}}, tmp_path / "corrected.xlsx")
    assert send(workspace, "AM12", saved.read_bytes(), SECOND) == "accepted"
    # What only the report before can tell is asked now, in a workbook that explains it.
    asked = workspace.outbox / "AM12" / "AM12-8-1" / "feedback.xlsx"
    sheet = held.opened(asked).worksheets[0]
    rules = held.column_of(sheet, "Regel")
    rows = {sheet[f"{rules}{row}"].value: row for row in range(1, sheet.max_row + 1)}
    answer_column = held.column_of(sheet, "Uw uitleg")
    cells = {
        "Bevindingen": {f"{answer_column}{rows['R-HISTORY-03']}": WHY},
        "Invullen": {"E7": "De docent is ziek en er is nog geen ander."},
    }
    saved = office.edit(asked, cells, tmp_path / "explained.xlsx")
    assert send(workspace, "AM12", saved.read_bytes(), SECOND) == "accepted"
    assert ask(workspace, "SELECT * FROM summary.open_query('2021-H2')") == []
    result = feedback_of(workspace, "AM12-11-1")
    assert "Wat u hebt uitgelegd (1)" in result
    assert WHY in result
    assert "U hoeft niets te doen." in result


def test_its_marks_stay_when_it_is_saved(marked, office, tmp_path):
    before = held.opened(marked)
    after = held.opened(office.edit(marked, {}, tmp_path / "saved.xlsx"))
    assert after.sheetnames == before.sheetnames == ["Bevindingen", "Invullen", "Lijsten"]
    for read in (held.links, held.comments, held.thick):
        for name in ("Bevindingen", "Invullen"):
            assert read(after[name]) == read(before[name])
    assert held.thick(after["Invullen"]) == {"D5", "E7"}
    assert held.comments(after["Invullen"])["D5"].startswith("FOUT R-STATUS-01")
    assert held.links(after["Bevindingen"])
    for book in (before, after):
        assert held.listed(book["Invullen"], "D5")[:3] == ["groen", "oranje", "rood"]
        assert held.colours(book["Invullen"], "D5")["rood"] == "7A0019"
        assert book["Lijsten"].sheet_state == "hidden"
        sheet = book["Bevindingen"]
        answer_column, place = held.column_of(sheet, "Uw uitleg"), held.column_of(sheet, "Waar")
        at = held.row_of(sheet, "R-EXPLANATION-01")
        assert not held.is_locked(sheet[f"{answer_column}{at}"])
        assert held.is_locked(sheet[f"{place}{at}"])
