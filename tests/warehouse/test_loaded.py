"""What a report may tell besides is loaded by type, and nothing personal with it."""

from datetime import date

from tests.corpus.rules import MORE, QUESTIONS, TITLES
from tests.harness.builders import HEADER, ask, form, nothing, send, verify_now, workbook

REPORTED = {
    "Reden": "Ziekte",
    "Startdatum": "1-3-2021",
    "Einddatum": "voorjaar",
    "Doel": "1.250,50",
    "Gerealiseerd": "ongeveer 12",
    "Thema's": "jongeren; Techniek, jongeren",
}
ROW = ("1", "Jobhunters", "Aanbod", "groen", "Bel 06-12345678 of jan@voorbeeld.nl.")


def test_optional_columns_are_loaded_by_type_and_what_is_no_value_is_not(workspace):
    send(workspace, "AM12", form(header=(*HEADER, *MORE), rows=[(*ROW, *REPORTED.values())]))
    ((reason, start, end, target, realised, themes),) = ask(
        workspace,
        "SELECT reason, start_date, end_date, target, realised, themes FROM record.activity_status",
    )
    assert (reason, start, end) == ("staff", date(2021, 3, 1), None)
    assert (float(target), realised) == (1250.5, None)
    assert themes == ["jongeren", "Techniek"]
    verify_now(workspace)


def test_nothing_personal_is_loaded(workspace):
    send(workspace, "AM12", form(rows=[ROW]))
    assert ask(workspace, "SELECT explanation FROM record.activity_status") == [
        ("Bel ••• of •••.",)
    ]
    result = ask(workspace, "SELECT rule, found FROM record.finding ORDER BY place")
    assert result == [("R-PRIVACY-02", "•••"), ("R-PRIVACY-03", "•••")]


def test_answers_are_loaded_once_each_with_a_score_of_the_scale(workspace):
    answers = [
        ("Aanjager", 4, "Sinds mei, bel 0612345678"),
        ("Er is koffie", 5, ""),
        ("Gelijkwaardigheid", 6, ""),
        ("Taakverdeling", 2, ""),
        ("De taken zijn duidelijk verdeeld", 3, ""),
        ("Instrumenten", "", ""),
    ]
    cells = [*TITLES, HEADER, ROW[:4], *nothing(rows=[ROW])]
    content = workbook(cells, second=("Samenwerking", [QUESTIONS, *answers]))
    assert send(workspace, "AM12", content) == "accepted"
    assert ask(workspace, "SELECT question, score, remark, cell FROM record.answer") == [
        ("driver", 4, "Sinds mei, bel •••", "B2")
    ]
    verify_now(workspace)


def test_nothing_personal_is_left_anywhere(workspace):
    """In ids, names of sheets and files, and what is left out a period later."""
    personal = ("123456782", "jan@voorbeeld.nl", "06-12345678")
    rows = [(each, f"Van {each}", "Aanbod", "groen", each) for each in personal]
    cells = [*TITLES[:1], ("Periode", "2020-H2"), HEADER, *rows, *nothing(rows)]
    content = workbook(cells, sheet="jan@voorbeeld.nl", second=("06-12345678", cells))
    send(workspace, "AM12", content, name="jan@voorbeeld.nl.xlsx")
    content = workbook(cells, sheet="jan@voorbeeld.nl")
    assert send(workspace, "AM12", content, name="06-12345678.xlsx") == "accepted"
    assert send(workspace, "AM12", form(rows=[ROW])) == "accepted"
    left_out = ask(workspace, "SELECT expected FROM record.finding WHERE rule = 'R-HISTORY-01'")
    assert len(set(left_out[0][0])) == 3
    kept = [*(workspace.home / "outbox").rglob("*.txt"), workspace.warehouse]
    for path in kept:
        assert not [each for each in personal if each.encode() in path.read_bytes()], path
    tables = ask(workspace, "SELECT * FROM record.activity_status")
    tables += ask(workspace, "SELECT * FROM record.finding")
    assert not [each for each in personal if each in repr(tables)]
