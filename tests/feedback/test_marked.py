"""The marked workbook: findings that lead to their cells, and the sender's data as they were."""

import io
from pathlib import Path

import openpyxl
import pytest

from pow_pipeline.model.documents import Sheet
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    HEADER,
    ask,
    drop,
    feedback_of,
    form,
    ingest_at,
    send,
    table,
    workbook,
)
from tests.harness.story import copy_workspace

BAD = [
    ("1", "Jobhunters", "Aanbod", "paars", ""),
    ("2", "Banenmarkt", "Vraag", "rood", ""),
    ("3", "Route A", "Route", "groen", ""),
]


def marked(workspace: Workspace, delivery: str) -> openpyxl.Workbook:
    folder = workspace.outbox / delivery.partition("-")[0] / delivery
    return openpyxl.load_workbook(folder / "feedback.xlsx")


def findings_of(book: openpyxl.Workbook) -> list[dict[str, openpyxl.cell.Cell]]:
    """The rows of the sheet of findings, by the name of each column."""
    rows = list(book.worksheets[0].iter_rows())
    at = next(n for n, row in enumerate(rows) if row[-1].value == "Regel")
    names = [cell.value for cell in rows[at]]
    return [dict(zip(names, row, strict=True)) for row in rows[at + 1 :]]


def without_value(region: str) -> bytes:
    rows = form(region, rows=[("1", "x", "Aanbod", "#N/A", "")])
    book = openpyxl.load_workbook(io.BytesIO(rows))
    book["Invullen"]["D5"].data_type = "e"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SEPARATED = """Regio;AM14;;;
Periode;2021-H1;;;
Id;Naam;Categorie;Status;Toelichting
1;x;Aanbod;paars;
"""
RECORDS = """{"regio": "AM15", "periode": "2021-H1", "activiteiten": [
    {"id": "1", "naam": "x", "categorie": "Aanbod", "status": "groen"},
    {"id": "2", "naam": "y", "categorie": "Vraag", "status": "paars"}]}"""
HIDDEN = table(
    "Regio | AM17\nPeriode | 2021-H1\n" + " | ".join(HEADER) + "\n1 | x | Aanbod | paars | "
)
FILES = {  # by its sender: the name of a file, and the file
    "AM12": ("form.xlsx", form(rows=BAD)),
    "AM13": ("form.xlsx", without_value("AM13")),
    "AM14": ("form.csv", SEPARATED.encode()),
    "AM15": ("form.json", RECORDS.encode()),
    "AM17": ("form.xlsx", workbook(HIDDEN, second=("bevindingen", [("mijn eigen blad",)]))),
    "AM18": ("form.pdf", b"%PDF-1.7"),
}


@pytest.fixture(scope="module")
def sent_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace to which files with something to fix were sent."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("marked"))
    for region, (name, content) in FILES.items():
        drop(workspace, region, content, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        results = ingest_at(workspace).results
    assert [result.outcome for result in results] == ["rejected"] * len(FILES)
    return workspace


def delivery_of(workspace: Workspace, region: str) -> str:
    (folder,) = (workspace.outbox / region).glob(f"{region}-*")
    return folder.name


@pytest.fixture
def sent(sent_once: Workspace, tmp_path: Path) -> Workspace:
    """The same, as a workspace of its own."""
    return copy_workspace(sent_once.home, tmp_path)


@pytest.fixture
def book(sent_once: Workspace) -> openpyxl.Workbook:
    return marked(sent_once, delivery_of(sent_once, "AM12"))


def test_each_finding_leads_to_its_cell(book):
    first, second = findings_of(book)
    assert [cell.value for cell in first.values()] == [
        "FOUT",
        "Invullen › D5",
        "1",
        "De status is niet bekend",
        '"paars"',
        "groen, oranje, rood, nog niet gestart, afgerond of gestopt",
        "Zet in D5 een van deze statussen.",
        None,
        "R-STATUS-01",
    ]
    assert first["Waar"].hyperlink.location == "'Invullen'!D5"
    assert second["Waar"].hyperlink.location == "'Invullen'!E6"
    assert second["Soort"].value == "VRAAG"


def test_only_a_query_can_be_answered(book):
    first, second = findings_of(book)
    assert book.worksheets[0].protection.sheet
    assert first["Uw uitleg"].protection.locked
    assert not second["Uw uitleg"].protection.locked


def test_it_opens_with_what_holds_now_and_what_to_do(book):
    result = [row[0].value for row in book.worksheets[0].iter_rows(max_row=7)]
    assert result[1].startswith("Uw bestand is op tijd ontvangen, maar telt nog niet mee;")
    assert "U bent op tijd tot en met 31-07-2021." in result


def test_the_data_stand_where_they_stood_with_the_failing_cells_marked(book):
    sheet = book["Invullen"]
    assert [cell.value for cell in sheet[4]][:5] == list(HEADER)
    assert [cell.value for cell in sheet[5]][:4] == ["1", "Jobhunters", "Aanbod", "paars"]
    styles = {
        at: (
            sheet[at].border.left.style,
            sheet[at].border.left.color and sheet[at].border.left.color.rgb,
        )
        for at in ("D5", "E6", "D6")
    }
    assert styles == {"D5": ("thick", "FF7A0019"), "E6": ("thick", "FF9A5700"), "D6": (None, None)}
    assert "FOUT R-STATUS-01\nDe status is niet bekend" in sheet["D5"].comment.text
    assert "Oplossing: Zet in D5 een van deze statussen." in sheet["D5"].comment.text
    assert sheet["D7"].comment is None
    assert sheet["F4"].value == "Onze opmerkingen"
    assert [sheet[f"F{row}"].value for row in (5, 6, 7)] == [
        "FOUT: De status is niet bekend.",
        "VRAAG: De toelichting ontbreekt.",
        None,
    ]
    assert sheet.freeze_panes == "A5"


def test_the_lists_of_the_form_are_offered(book):
    lists = {
        str(rule.sqref): rule.formula1 for rule in book["Invullen"].data_validations.dataValidation
    }
    assert lists["D5:D39"] == "list_status"
    assert lists["C5:C39"] == "list_category"
    assert book["Lijsten"].sheet_state == "hidden"


def test_corrected_by_its_marks_and_sent_it_is_accepted(book, sent):
    book["Invullen"]["D5"] = "groen"
    book["Invullen"]["E6"] = "De subsidie kwam later dan gedacht."
    file = io.BytesIO()
    book.save(file)
    assert send(sent, "AM12", file.getvalue()) == "accepted"
    assert len(list((sent.outbox / "AM12").glob("AM12-*"))) == 2
    assert len(list((sent.outbox / "AM12").glob("AM12-*/feedback.xlsx"))) == 1


def test_sent_back_as_it_is_it_is_marked_in_the_same_places(book, sent):
    file = io.BytesIO()
    book.save(file)
    assert send(sent, "AM12", file.getvalue()) == "rejected"
    again = marked(sent, "AM12-5-1")
    assert again.sheetnames == book.sheetnames
    before, after = (
        [[cell.value for cell in row.values()] for row in findings_of(marked_book)]
        for marked_book in (book, again)
    )
    assert before == after
    assert [[cell.value for cell in row] for row in again["Invullen"].iter_rows()] == [
        [cell.value for cell in row] for row in book["Invullen"].iter_rows()
    ]


def test_what_holds_no_value_is_empty_and_marked(sent_once):
    sheet = marked(sent_once, delivery_of(sent_once, "AM13"))["Invullen"]
    assert (sheet["D5"].value, sheet["D5"].border.left.style) == (None, "thick")
    assert '"#N/A"' in sheet["D5"].comment.text


def test_a_text_with_separators_comes_back_as_a_workbook(sent_once):
    delivery = delivery_of(sent_once, "AM14")
    assert "FOUT R-STATUS-01 regel 4, kolom D" in feedback_of(sent_once, delivery)
    book = marked(sent_once, delivery)
    assert findings_of(book)[0]["Waar"].hyperlink.location == "'Uw gegevens'!D4"
    assert book["Uw gegevens"]["D4"].border.left.style == "thick"


def test_records_come_back_as_a_table(sent_once):
    delivery = delivery_of(sent_once, "AM15")
    assert "FOUT R-STATUS-01 activiteiten[2].status" in feedback_of(sent_once, delivery)
    book = marked(sent_once, delivery)
    at = findings_of(book)[0]["Waar"].hyperlink.location.partition("!")[2]
    assert book.worksheets[1][at].value == "paars"
    assert book.worksheets[1][at].border.left.style == "thick"


def test_a_hidden_sheet_stays_hidden_and_odd_names_become_names(sent_once):
    book = marked(sent_once, delivery_of(sent_once, "AM17"))
    assert book.sheetnames[0] == "Bevindingen"
    assert book["bevindingen (2)"]["A1"].value == "mijn eigen blad"


def test_what_could_not_be_read_has_its_findings_alone(sent_once):
    book = marked(sent_once, delivery_of(sent_once, "AM18"))
    assert book.sheetnames == ["Bevindingen"]
    assert "in uw eigen bestand" in " ".join(
        str(row[0].value) for row in book.worksheets[0].iter_rows()
    )


def test_an_address_of_a_record_is_that_of_its_cell():
    sheet = Sheet("", (("regio", "AM12"), ("id", "status"), ("1", "groen")), records_from=2)
    assert sheet.address(1, 3) == "[1].status"


def test_an_id_and_a_number_come_back_as_they_were_read(workspace):
    header = (*HEADER, "Doel")
    before = ("AM12\N{EN DASH}1\u200b", "Jobhunters", "Aanbod", "groen", "", "1.250")
    stored = ("B\N{NO-BREAK SPACE}2", "Banenmarkt", "Vraag", "paars", "", 1.125)
    assert send(workspace, "AM12", form(rows=[before, stored], header=header)) == "rejected"
    book = marked(workspace, "AM12-2-1")
    sheet = book["Invullen"]
    assert [sheet[cell].value for cell in ("A5", "A6", "F5", "F6")] == [
        "AM12-1",
        "B 2",
        "1.250",
        1.125,
    ]
    sheet["D6"] = "groen"
    file = io.BytesIO()
    book.save(file)
    assert send(workspace, "AM12", file.getvalue()) == "accepted"
    loaded = ask(workspace, "SELECT activity_id, target::VARCHAR FROM record.activity_status")
    assert loaded == [("AM12-1", None), ("B 2", "1.125000")]
