"""Each rule, broken once: its code, the cell it points at, and what the sender reads."""

import io
import shutil
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from building import HEADER, NOW, ROWS, ask, form, receipt_of, send, table, workbook

from pow_pipeline.jobs.initialise import initialise
from schemas.rules import RULES

TOO_EARLY = datetime(2021, 5, 31, 21, 59, tzinfo=UTC)  # one minute before 1 June in Amsterdam
IN_TIME = datetime(2021, 5, 31, 22, 0, tzinfo=UTC)


def rows(text: str) -> list[tuple[str, ...]]:
    return table(text)


def two_sheets() -> bytes:
    cells = [("Regio", "AM12"), ("Periode", "2021-H1"), HEADER, *ROWS]
    return workbook(cells, sheet="Eerste", second=("Tweede", cells))


def archive_of(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, entry in entries.items():
            packed.writestr(name, entry)
    return content.getvalue()


def with_error_in_a_cell() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    book["Invullen"]["D5"] = "#N/A"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WITHOUT_STATUS = [(*row[:3], row[4]) for row in ROWS]
# rule, what is sent, cell, and texts that the receipt holds
BROKEN = {
    "R-FILE-03": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
        "",
        ["Dit soort werkmap lezen wij niet", 'Gevonden    "XLS"', "sla het op als Excel-werkmap"],
    ),
    "R-FILE-04": (
        b"%PDF-1.7 something",
        "",
        ["Dit bestand is geen werkmap", 'Gevonden    "PDF"'],
    ),
    "R-FILE-05": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "",
        ["Het bestand is beveiligd met een wachtwoord", "haal het wachtwoord eraf"],
    ),
    "R-FILE-06": (
        b"x" * (20 * 2**20 + 1),
        "",
        ["Het bestand is te groot", "hoogstens 20971520 bytes"],
    ),
    "R-FILE-07": (
        archive_of({f"{number}": b"" for number in range(1001)}),
        "",
        ["De werkmap bestaat uit te veel onderdelen", '"1001"', "hoogstens 1000 onderdelen"],
    ),
    "R-FILE-08": (
        archive_of({"xl/workbook.xml": b"", "a": b"\0" * (200 * 2**20 + 1)}),
        "",
        ["Uitgepakt is het bestand te groot", "hoogstens 209715200 bytes"],
    ),
    "R-FILE-09": (
        archive_of({"xl/workbook.xml": b"", "xl/worksheets/a.xml": b'<c r="A20001"/>'}),
        "",
        ["Een blad heeft te veel rijen", '"20001"', "hoogstens 20000 rijen"],
    ),
    "R-FILE-10": (
        archive_of({"xl/workbook.xml": b"", "xl/worksheets/a.xml": b'<c r="GS1"/>'}),
        "",
        ["Een blad heeft te veel kolommen", '"201"', "hoogstens 200 kolommen"],
    ),
    "R-FILE-11": (
        form(rows=[("1", "x" * 10_001, "Aanbod", "groen", "")]),
        "",
        ["Een cel bevat te veel tekst", '"10001"', "hoogstens 10000 tekens"],
    ),
    "R-TEXT-01": (b"Regio;AM12\nPeriode;2021-\x00H1\n", "A2", ["een teken dat in tekst niet"]),
    "R-TEXT-02": (
        b"Id;Naam;Categorie;Status\n1;x;Aanbod;groen\n2;y;;Vraag;rood\n",
        "A3",
        ["een ander aantal kolommen", 'Gevonden    "5"', "Verwacht    4 kolommen"],
    ),
    "R-TEXT-03": (b'Id;Naam\n1;"x\n2;y\n', "A2", ["De aanhalingstekens kloppen niet"]),
    "R-TEXT-04": (b"Id;Naam\n1;\x81\x8d\n", "", ["niet te herkennen", "CSV UTF-8"]),
    "R-CELL-01": (
        with_error_in_a_cell(),
        "D5",
        ["Een cel bevat geen waarde", 'Gevonden    "#N/A"', "Typ in D5 de waarde zelf"],
    ),
    "R-FILE-01": (
        b"something",
        "",
        ["Het bestand kan niet worden gelezen", 'Gevonden    "form.xlsx"', "(.xlsx)"],
    ),
    "R-FILE-02": (b"", "", ["Het bestand is leeg", "Verwacht    een ingevuld formulier"]),
    "R-LAYOUT-01": (
        workbook([("hallo", "wereld"), ("1", "2")]),
        "",
        [
            "De rij met kolomnamen is niet gevonden",
            "Activiteit-id, Activiteit, Categorie of Status",
        ],
    ),
    "R-LAYOUT-02": (
        form(header=[*HEADER[:3], HEADER[4]], rows=WITHOUT_STATUS),
        "A4",
        [
            "Een kolom ontbreekt",
            'Gevonden    "Activiteit-id, Activiteit, Categorie, Toelichting"',
            "Voeg de kolom Status toe",
        ],
    ),
    "R-LAYOUT-03": (
        form(header=[*HEADER, "Stand"], rows=[(*row, "rood") for row in ROWS]),
        "F4",
        ["Twee kolommen betekenen hetzelfde", "Verwacht    één kolom Status"],
    ),
    "R-LAYOUT-04": (form(rows=[]), "A5", ["Er staan geen activiteiten onder de kolomnamen"]),
    "R-LAYOUT-05": (
        two_sheets(),
        "",
        ["Er staan activiteiten op meer dan één blad", "verwijder het blad Tweede"],
    ),
    "R-REGION-05": (
        form(period="2019-H1"),
        "",
        ["Uw regio rapporteert niet over deze periode", '"AM12 2019-H1"'],
    ),
    "R-REGION-01": (
        form(region="Atlantis"),
        "B1",
        ["De regio is niet bekend", '"Atlantis"', "Verwacht    AM12 Gooi en Vechtstreek"],
    ),
    "R-REGION-02": (
        form(region="Groot-Amsterdam"),
        "B1",
        ["Het bestand gaat over een andere regio dan de uwe", "Verwacht    AM12 Gooi en Vecht"],
    ),
    "R-REGION-03": (
        workbook([("Periode", "2021-H1"), HEADER, *ROWS]),
        "A2",
        ["De regio ontbreekt", "Zet boven de kolomnamen een cel 'Regio'"],
    ),
    "R-REGION-04": (
        workbook(
            [
                ("Regio", "AM12"),
                ("Periode", "2021-H1"),
                (*HEADER, "Regiocode"),
                (*ROWS[0], "Gooi & Vechtstreek"),
                (*ROWS[1], "AM18"),
            ]
        ),
        "F5",
        ["Het bestand noemt twee regio's", '"AM18"', "overal AM12"],
    ),
    "R-PERIOD-01": (
        form(period="2031-H1"),
        "B2",
        ["De periode is niet bekend", '"2031-H1"', "bijvoorbeeld 2021-H1"],
    ),
    "R-PERIOD-02": (
        form(period="2021-H2"),
        "B2",
        ["Voor deze periode kunt u nog niet rapporteren", "inzenden vanaf 01-12-2021"],
    ),
    "R-PERIOD-03": (
        workbook([("Regio", "AM12"), HEADER, *ROWS]),
        "A2",
        ["De periode ontbreekt", "bijvoorbeeld 2021-H1"],
    ),
    "R-PERIOD-04": (
        workbook(
            [
                ("Regio", "AM12"),
                ("Periode", "2021-H1"),
                (*HEADER, "Ronde"),
                (*ROWS[0], "eerste halfjaar 2021"),
                (*ROWS[1], "2020-H2"),
            ]
        ),
        "F5",
        ["Het bestand noemt twee perioden", '"2020-H2"', "overal 2021-H1"],
    ),
    "R-ID-01": (
        form(rows=rows(" | Jobhunters | Aanbod | groen | ")),
        "A5",
        ["Het nummer van de activiteit ontbreekt", "Gevonden    (leeg)", "Vul in A5 het nummer in"],
    ),
    "R-ID-02": (
        form(rows=rows("7 | Jobhunters | Aanbod | groen | \n7 | Markt | Vraag | rood | Later.")),
        "A5",
        ["Hetzelfde nummer komt twee keer voor", 'Gevonden    "7"', "Invullen › A6"],
    ),
    "R-ID-03": (
        form(rows=rows("A\u200b1 | Jobhunters | Aanbod | groen | ")),
        "A5",
        ["Het nummer bevat een teken dat niet te zien is", "Typ het nummer in A5 opnieuw in"],
    ),
    "R-EXPLANATION-01": (
        form(rows=rows("1 | Jobhunters | Aanbod | rood | ")),
        "E5",
        ["VRAAG R-EXPLANATION-01", "De toelichting ontbreekt", "Schrijf in E5 waarom"],
    ),
    "R-CATEGORY-01": (
        form(rows=rows("1 | Jobhunters | Aanbot | groen | ")),
        "C5",
        ["De categorie is niet bekend", '"Aanbot"', "Aanbod, Vraag, Route of Scholing"],
    ),
    "R-CATEGORY-02": (
        form(rows=rows("1 | Jobhunters |  | groen | ")),
        "C5",
        ["De categorie ontbreekt", "Gevonden    (leeg)"],
    ),
    "R-STATUS-01": (
        form(rows=rows("1 | Jobhunters | Aanbod | paars | ")),
        "D5",
        [
            "FOUT R-STATUS-01  form.xlsx › Invullen › D5",
            'Activiteit  1 "Jobhunters"',
            'Gevonden    "paars"',
            "Verwacht    groen, oranje, rood, nog niet gestart, afgerond of gestopt",
            "Oplossing   Zet in D5 een van deze statussen.",
        ],
    ),
    "R-STATUS-02": (
        form(rows=rows("1 | Jobhunters | Aanbod |  | ")),
        "D5",
        ["De status ontbreekt", "Gevonden    (leeg)"],
    ),
    "R-NAME-01": (
        form(rows=rows("1 |  | Aanbod | groen | ")),
        "B5",
        ["VRAAG R-NAME-01", "De naam van de activiteit ontbreekt", "telt intussen mee"],
    ),
}


def let_region_begin(workspace, region, day) -> None:
    """Make the workspace anew with a programme in which a region exists from a day."""
    source = workspace.programme
    regions = (source / "regions.csv").read_text().splitlines()
    changed = [f"{line[:-2]}{day},," if line.startswith(region) else line for line in regions]
    (source / "regions.csv").write_text("\n".join(changed))
    other = workspace.home.with_name("source")
    source.rename(other)
    shutil.rmtree(workspace.home)
    initialise(workspace.home, programme=str(other), now=NOW)


def test_every_rule_is_broken_here():
    assert {*BROKEN, "R-FILE-12", "R-FILE-13"} == set(RULES)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_says_where_and_what_to_do(rule, workspace):
    content, cell, texts = BROKEN[rule]
    if rule == "R-REGION-05":
        let_region_begin(workspace, "AM12", "2021-01-01")
    outcome = send(workspace, "AM12", content)
    assert outcome == ("rejected" if RULES[rule].severity == "error" else "accepted")
    found = ask(workspace, "SELECT rule, cell, delivery FROM record.finding ORDER BY place")
    assert {each[0] for each in found} == {rule}
    assert found[0][1] == cell
    receipt = receipt_of(workspace, found[0][2])
    for text in texts:
        assert text in receipt


@pytest.mark.parametrize(("now", "outcome"), [(TOO_EARLY, "rejected"), (IN_TIME, "accepted")])
def test_a_period_opens_at_midnight_in_its_own_time_zone(now, outcome, workspace):
    assert send(workspace, "AM12", form(period="2021-H1"), now) == outcome


def test_the_same_file_is_judged_anew_once_its_period_has_opened(workspace):
    assert send(workspace, "AM12", form(), TOO_EARLY) == "rejected"
    assert send(workspace, "AM12", form(), TOO_EARLY) == "duplicate"
    assert send(workspace, "AM12", form(), NOW) == "accepted"
    assert send(workspace, "AM12", form(), NOW) == "duplicate"


def test_all_findings_of_a_stage_are_told_at_once(workspace):
    broken = form(region="Atlantis", period="ooit", header=HEADER[:3], rows=[])
    send(workspace, "AM12", broken)
    found = {rule for (rule,) in ask(workspace, "SELECT rule FROM record.finding")}
    assert found == {"R-REGION-01", "R-PERIOD-01", "R-LAYOUT-02", "R-LAYOUT-04"}


def test_a_row_with_several_faults_gets_a_finding_for_each(workspace):
    send(workspace, "AM12", form(rows=[("", "x", "y", "z", "")]))
    found = ask(workspace, "SELECT rule, cell FROM record.finding ORDER BY place")
    assert found == [("R-CATEGORY-01", "C5"), ("R-ID-01", "A5"), ("R-STATUS-01", "D5")]


@pytest.mark.parametrize("status", ["≠ groen", "groen?", "✗ groen", "groen rood", "gro\u200ben"])
def test_a_status_is_never_guessed(status, workspace):
    assert send(workspace, "AM12", form(rows=[("1", "x", "Aanbod", status, "")])) == "rejected"
    assert ask(workspace, "SELECT rule, found FROM record.finding") == [("R-STATUS-01", status)]


@pytest.mark.parametrize(
    ("ids", "rule"),
    [
        (("A1", "a1"), "R-ID-02"),
        (("\u00e91", "e\u03011"), "R-ID-02"),
        (("A\u04101", "2"), "R-ID-03"),
        (("1\u202e2", "2"), "R-ID-03"),
        (("1\t2", "2"), "R-ID-03"),
    ],
)
def test_ids_that_look_the_same_are_refused(ids, rule, workspace):
    rows = [(one, "x", "Aanbod", "groen", "") for one in ids]
    assert send(workspace, "AM12", form(rows=rows)) == "rejected"
    assert {found for (found,) in ask(workspace, "SELECT rule FROM record.finding")} == {rule}


def test_a_missing_explanation_is_asked_for_where_the_form_has_no_column_for_it(workspace):
    short = form(header=HEADER[:4], rows=[("1", "x", "Aanbod", "rood")])
    assert send(workspace, "AM12", short) == "accepted"
    assert ask(workspace, "SELECT rule, cell FROM record.finding") == [("R-EXPLANATION-01", "D5")]
