"""Forms as people fill them in: opened in a real LibreOffice, filled in, saved, and sent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pow_pipeline.cli.main import run
from tests.harness.builders import ask, command, initialise_at, send
from tests.harness.file_writers import as_xlsxwriter
from tests.libreoffice import office as held

FIRST, SECOND = datetime(2021, 7, 10, 9, tzinfo=UTC), datetime(2021, 12, 10, 9, tzinfo=UTC)
COLUMNS = (
    "Activiteit-id",
    "Activiteit",
    "Categorie",
    "Status",
    "Toelichting",
    "Startdatum",
    "Doel",
    "Thema's",
)
REPORTED = [
    ("Regio", "AM12"),
    ("Periode", "2021-H1"),
    COLUMNS,
    ("001", "Jobhunters", "Aanbod", "groen", "", "2020-01-01", "12,1250", "jongeren, digitaal"),
    ("2", "Banenmarkt", "Vraag", "oranje", "Uitgesteld tot mei.", "", "60", ""),
    ("3", "Taalles", "Scholing", "afgerond", "Alle groepen zijn klaar.", "", "", ""),
    ("", "geen activiteiten", "Route", "", "", "", "", ""),
]
TEXT = "Het loopt weer, want de zaal is open."


def filled(cells: list[tuple[str, ...]]) -> bytes:
    """Return a form with these cells, all of them text."""
    width = max(map(len, cells))
    return as_xlsxwriter([(*row, *[""] * (width - len(row))) for row in cells])


def make_template(workspace, file, period: str = "2021-H2") -> Worksheet:
    """Make the form of AM12 and return its first sheet."""
    command = ["template", "--region", "AM12", "--period", period, "-o", str(file)]
    assert run([*command, "--home", str(workspace.home)]) == 0
    return held.opened(file).worksheets[0]


@pytest.fixture
def reported(workspace):
    """A workspace in which AM12 has reported about 2021-H1."""
    assert send(workspace, "AM12", filled(REPORTED), FIRST) == "accepted"
    return workspace


@pytest.fixture
def form(reported, tmp_path):
    return make_template(reported, tmp_path / "form.xlsx"), tmp_path / "form.xlsx"


def test_a_form_that_is_filled_in_is_accepted_without_any_finding(form, reported, office, tmp_path):
    sheet, file = form
    name, category, status, explanation, start, realised = (
        held.column_of(sheet, label)
        for label in (
            "Activiteit",
            "Categorie",
            "Status",
            "Toelichting",
            "Startdatum",
            "Gerealiseerd",
        )
    )
    first, second = held.row_of(sheet, "001"), held.row_of(sheet, "2")
    first_new = held.row_of(sheet, "geen activiteiten") + 1
    second_new = first_new + 1
    saved = office.edit(
        file,
        {
            "Activiteiten": {
                f"{status}{first}": "oranje",
                f"{explanation}{first}": "=1+1 zei de wethouder, het valt tegen.",
                f"{realised}{first}": 7.5,
                f"{status}{second}": "groen",
                f"{explanation}{second}": TEXT,
                f"A{first_new}": "007",
                f"{name}{first_new}": "Nieuwe taalles",
                f"{category}{first_new}": "Scholing",
                f"{status}{first_new}": "nog niet gestart",
                f"{start}{first_new}": 44562,  # 1 January 2022, as a spreadsheet counts days
                f"A{second_new}": "008",
                f"{name}{second_new}": "Nieuwe markt",
                f"{category}{second_new}": "Vraag",
                f"{status}{second_new}": "groen",
            },
            "Vragen": {"B5": 4, "C5": "Zij is er sinds mei.", "B6": 2},
        },
        tmp_path / "saved.xlsx",
    )
    assert send(reported, "AM12", saved.read_bytes(), SECOND) == "accepted"
    delivery = "AM12-5-1"
    assert ask(reported, "SELECT rule, cell FROM record.finding WHERE delivery = ?", delivery) == []
    assert ask(
        reported,
        """
        SELECT activity_id, category, status, explanation, target::VARCHAR, realised, themes,
            start_date::VARCHAR
        FROM record.activity_status JOIN record.submission USING (submission)
        WHERE delivery = ? ORDER BY activity_id
        """,
        delivery,
    ) == [
        (
            "001",
            "aanbod",
            "behind",
            "=1+1 zei de wethouder, het valt tegen.",
            "12.125000",
            7.5,
            ["jongeren", "digitaal"],
            "2020-01-01",
        ),
        ("007", "scholing", "not_started", "", None, None, [], "2022-01-01"),
        ("008", "vraag", "on_track", "", None, None, [], None),
        ("2", "vraag", "on_track", TEXT, "60.000000", None, [], None),
    ]
    answers = "SELECT question, score, remark FROM record.answer ORDER BY question"
    assert ask(reported, answers) == [
        ("driver", 4, "Zij is er sinds mei."),
        ("interests", 2, ""),
    ]


def test_what_helps_to_fill_it_in_is_still_there_when_it_was_saved(form, office, tmp_path):
    _, file = form
    assert office.frozen(file) == {"Activiteiten": [8, 2], "Vragen": [4, 0], "Uitleg": [0, 0]}
    made = held.opened(file)
    saved = held.opened(office.edit(file, {"Vragen": {"B5": 4}}, tmp_path / "saved.xlsx"))
    for book in (made, saved):
        sheet, questions, helping, lists = book.worksheets
        status, category, name, start = (
            held.column_of(sheet, each)
            for each in ("Status", "Categorie", "Activiteit", "Startdatum")
        )
        known = held.row_of(sheet, "001")
        new = held.row_of(sheet, "geen activiteiten") + 5
        words = ["groen", "oranje", "rood", "nog niet gestart", "afgerond", "gestopt"]
        assert held.listed(sheet, f"{status}{known}") == words
        assert held.listed(sheet, f"{category}{new}") == ["Aanbod", "Vraag", "Route", "Scholing"]
        assert held.listed(questions, "B5") == [1, 2, 3, 4, 5]
        assert held.colours(sheet, f"{status}{new}")["rood"] == "7A0019"
        assert [held.is_locked(sheet[f"{column}{known}"]) for column in ("A", name, category)] == [
            True
        ] * 3
        assert not any(
            held.is_locked(sheet[address])
            for address in (f"{status}{known}", f"{start}{known}", f"A{new}", f"{category}{new}")
        )
        assert sheet[f"{start}{known}"].is_date
        assert [each.sheet_state for each in book.worksheets] == [*["visible"] * 3, "hidden"]
        assert all(each.protection.sheet and not each.protection.password for each in book)
        assert held.properties(book) == {
            "Regio": "AM12",
            "Periode": "2021-H2",
            "Versie formulier": "1",
        }
        assert helping["A1"].value == "Zo vult u dit formulier in"
        assert lists["A1"].value == "groen"


def test_what_is_known_cannot_be_typed_over(form, office, tmp_path):
    sheet, file = form
    place = f"A{held.row_of(sheet, '001')}"
    with pytest.raises(AssertionError, match=f"Activiteiten {place} is locked"):
        office.edit(file, {"Activiteiten": {place: "002"}}, tmp_path / "saved.xlsx")


def test_a_form_made_after_the_report_holds_it_and_can_be_sent_again(reported, office, tmp_path):
    file = tmp_path / "form.xlsx"
    sheet = make_template(reported, file, "2021-H1")
    first = held.row_of(sheet, "001")
    status, explanation = (held.column_of(sheet, each) for each in ("Status", "Toelichting"))
    assert sheet[f"{status}{first}"].value == "groen"
    cells = {f"{status}{first}": "oranje", f"{explanation}{first}": TEXT}
    saved = office.edit(file, {"Activiteiten": cells}, tmp_path / "saved.xlsx")
    assert send(reported, "AM12", saved.read_bytes(), FIRST) == "accepted"
    found = ask(
        reported,
        """
        SELECT activity_id, status, explanation, target::VARCHAR, themes
        FROM record.activity_status JOIN summary.submission_in_force USING (submission)
        ORDER BY activity_id
        """,
    )
    assert found == [
        ("001", "behind", TEXT, "12.125000", ["jongeren", "digitaal"]),
        ("2", "behind", "Uitgesteld tot mei.", "60.000000", []),
        ("3", "finished", "Alle groepen zijn klaar.", None, []),
    ]
    assert ask(reported, "FROM record.finding") == []


def test_a_form_of_another_programme_is_filled_in_in_its_own_words(office, tmp_path):
    folder = Path(__file__).parents[1] / "programmes" / "shared_prosperity"
    now = datetime(2022, 4, 4, 9, tzinfo=UTC)
    workspace, programme = initialise_at(tmp_path / "work", programme=str(folder), now=now)
    region = programme.regions[0].code
    file = tmp_path / "form.xlsx"
    command(workspace, "template", "--region", region, "--period", "2022-Q1", "-o", str(file))
    rows = [
        [
            "P1",
            "Repair café",
            "People and skills",
            "",
            "amber",
            "",
            "The hall was closed till May.",
        ],
        ["", "no projects", "Communities and place"],
    ]
    typed = {
        f"{'ABCDEFG'[column]}{row}": text
        for row, cells in enumerate(rows, start=9)
        for column, text in enumerate(cells)
        if text
    }
    saved = office.edit(
        file, {"Activities": typed | {"H9": 100, "I9": 20}}, tmp_path / "saved.xlsx"
    )
    assert send(workspace, region, saved.read_bytes(), now) == "accepted"
    assert ask(workspace, "SELECT status, target, realised FROM record.activity_status") == [
        ("delayed", 100, 20)
    ]
    assert ask(workspace, "FROM record.finding") == []


def test_a_form_that_was_not_filled_in_is_not_taken_for_a_report(reported, office, tmp_path):
    file = tmp_path / "form.xlsx"
    make_template(reported, file)
    saved = office.edit(file, {}, tmp_path / "saved.xlsx")
    assert send(reported, "AM12", saved.read_bytes(), SECOND) == "rejected"
    assert ask(reported, "SELECT rule, cell FROM record.finding ORDER BY cell") == [
        ("R-STATUS-02", "E10"),
        ("R-STATUS-02", "E9"),
    ]


HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.nl","klik")',
    "+cmd|' /C calc'!A0",
    "Een lang verhaal. " * 280,
    "naam \u202eedrekeerd\u202c \u200f\u2066x\u2069",
)


def test_what_was_written_to_do_harm_does_none_and_comes_back_as_it_was(
    workspace, office, tmp_path
):
    rows = [
        (f"{number}", text, "Aanbod", "oranje", text, "", "", text.replace(",", "."))
        for number, text in enumerate(HOSTILE, start=1)
    ]
    others = [("", "geen activiteiten", each) for each in ("Vraag", "Route", "Scholing")]
    assert send(workspace, "AM12", filled([*REPORTED[:3], *rows, *others]), FIRST) == "accepted"
    file = tmp_path / "form.xlsx"
    sheet = make_template(workspace, file)
    status = held.column_of(sheet, "Status")
    cells = {f"{status}{row}": "groen" for row in range(9, 9 + len(HOSTILE))}
    saved = office.edit(file, {"Activiteiten": cells}, tmp_path / "saved.xlsx")
    book = held.opened(saved)
    kept = [cell for each in book for row in each.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in kept} <= {"s", "n", "d"}  # none is a formula
    assert not any(held.links(each) for each in book)
    assert send(workspace, "AM12", saved.read_bytes(), SECOND) == "accepted"
    assert ask(workspace, "SELECT rule FROM record.finding WHERE delivery LIKE 'AM12-5-%'") == []
    names = ask(
        workspace,
        """
        SELECT activity_name
        FROM record.activity_status JOIN summary.submission_in_force('2021-H2') USING (submission)
        ORDER BY activity_id
        """,
    )
    assert [name for (name,) in names] == [
        *(text.strip() for text in HOSTILE[:-1]),
        "naam edrekeerd x",
    ]
