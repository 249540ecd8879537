"""Each rule about layout, rows and reports, broken once on an otherwise right form."""

import re

from tests.corpus.case import Case
from tests.harness.builders import HEADER, ROWS, form, nothing, table, workbook
from tests.harness.file_writers import SHEET, with_entry

LOST = b'<c r="E6" t="e"><f>Oud!E6</f><v>#REF!</v></c>'
TITLES = (("Regio", "AM12"), ("Periode", "2021-H1"))
WITHOUT_STATUS = [(*row[:3], row[4]) for row in ROWS]
MORE = ("Reden", "Startdatum", "Einddatum", "Doel", "Gerealiseerd", "Thema's")
QUESTIONS = ("Vraag over de samenwerking", "Score", "Opmerking")


def rows(text: str) -> bytes:
    """Return a form with the rows of a small text table."""
    return form(rows=table(text))


def more(**cells: str) -> bytes:
    """Return a form with one activity that is told more about than most."""
    result = {"Status": "groen", "Toelichting": "", **dict.fromkeys(MORE, "")}
    result |= {name.replace("_", "'"): text for name, text in cells.items()}
    row = ("1", "Jobhunters", "Aanbod", *result.values())
    return form(header=(*HEADER, *MORE), rows=[row])


def answered(*answers: tuple[str, ...]) -> bytes:
    """Return a form with a second sheet of answers to questions."""
    cells = [*TITLES, (), HEADER, *ROWS, *nothing()]
    return workbook(cells, second=("Samenwerking", [QUESTIONS, *answers]))


def error(rule: str, cell: str, reason: str, make, *result: str, **others) -> Case:
    """Return a case in which one rule keeps a report from being accepted."""
    return Case(rule, reason, make, "rejected", ((rule, cell),), result, **others)


def query(rule: str, cell: str, reason: str, make, *result: str, **others) -> Case:
    """Return a case in which one rule has something to ask or to tell; the report counts."""
    return Case(rule, reason, make, "accepted", ((rule, cell),), result, **others)


def _many(count: int, explanation: str = "", status: str = "groen") -> list[tuple[str, ...]]:
    return [(f"{n}", f"Activiteit {n}", "Aanbod", status, explanation) for n in range(count)]


LAYOUT = (
    error(
        "R-LAYOUT-01",
        "",
        "another workbook than the form",
        lambda: workbook([("hallo", "wereld"), ("1", "2")]),
        "De rij met kolomnamen is niet gevonden",
        "Activiteit-id, Activiteit, Categorie en Status",
    ),
    error(
        "R-LAYOUT-02",
        "A4",
        "a column was deleted",
        lambda: form(header=[*HEADER[:3], HEADER[4]], rows=WITHOUT_STATUS),
        'Gevonden    "Activiteit-id, Activiteit, Categorie, Toelichting"',
        "Voeg de kolom Status toe",
    ),
    error(
        "R-LAYOUT-03",
        "F4",
        "last period's status was kept next to the new one",
        lambda: form(header=[*HEADER, "Stand"], rows=[(*row, "rood") for row in ROWS]),
        "Verwacht    één kolom Status",
    ),
    error(
        "R-LAYOUT-04",
        "A5",
        "sent before it was filled in",
        lambda: workbook([*TITLES, (), HEADER]),
    ),
    error(
        "R-LAYOUT-05",
        "",
        "a copy of the sheet was kept in the workbook",
        lambda: workbook(
            [*TITLES, HEADER, *ROWS, *nothing()],
            sheet="Eerste",
            second=("Tweede", [*TITLES, HEADER, *ROWS]),
        ),
        "verwijder het blad Tweede",
    ),
    query(
        "R-LAYOUT-07",
        "A10",
        "totals and a note below the table",
        lambda: workbook(
            [*TITLES, (), HEADER, *ROWS, *nothing(), (), ("Totaal", "2"), ("* voorlopig",)]
        ),
        'Gevonden    "Totaal; * voorlopig"',
    ),
    query(
        "R-LAYOUT-08",
        "F4",
        "a column for the region's own use",
        lambda: form(header=(*HEADER, "Intern"), rows=[(*row, "niet delen") for row in ROWS]),
        'Gevonden    "Intern"',
    ),
    error(
        "R-LAYOUT-10",
        "A6",
        "the column names are repeated, as a print does",
        lambda: workbook([*TITLES, (), HEADER, ROWS[0], HEADER, ROWS[1], *nothing()]),
        "verwijder de kolomnamen bij A6",
    ),
    query(
        "R-LAYOUT-11",
        "F4",
        "a remark in a column that has no name",
        lambda: form(rows=[(*ROWS[0], "rood!"), ROWS[1]]),
        'Gevonden    "F"',
    ),
    Case(
        "R-CELL-03",
        "an explanation that is looked up, and was not found",
        lambda: with_entry(SHEET, lambda inside: re.sub(rb'<c r="E6".*?</c>', LOST, inside)),
        "accepted",
        (("R-CELL-03", "E6"),),
        ('Gevonden    "#REF!"', "De cel telt nu als leeg."),
    ),
    error(
        "R-REGION-01",
        "B1",
        "a name with a slip of the pen",
        lambda: form(region="Gooi en Vechtstrek"),
        'Gevonden    "Gooi en Vechtstrek"',
        "Verwacht    bijvoorbeeld AM12 Gooi en Vechtstreek",
    ),
    error(
        "R-REGION-02",
        "B1",
        "a form for another region",
        lambda: form(region="Groot-Amsterdam"),
        "Verwacht    AM12 Gooi en Vecht",
    ),
    error(
        "R-REGION-03",
        "A2",
        "the first row was deleted",
        lambda: workbook([TITLES[1], HEADER, *ROWS]),
        "Zet boven de kolomnamen een cel 'Regio'",
    ),
    error(
        "R-REGION-04",
        "F5",
        "two regions put together",
        lambda: workbook(
            [*TITLES, (*HEADER, "Regiocode"), (*ROWS[0], "Gooi & Vechtstreek"), (*ROWS[1], "AM18")]
        ),
        'Gevonden    "AM18"',
        "overal AM12, zoals in B1",
    ),
    Case(
        "R-REGION-05",
        "a period from before the region existed",
        lambda: form(region="AM35", period="2019-H1"),
        "rejected",
        (("R-REGION-05", ""),),
        ('Gevonden    "AM35 2019-H1"',),
        sender="AM35",
    ),
    error(
        "R-PERIOD-01",
        "B2",
        "a period of another kind",
        lambda: form(period="Q1 2021"),
        "bijvoorbeeld eerste halfjaar 2021",
    ),
    error(
        "R-PERIOD-02",
        "B2",
        "sent too early",
        lambda: form(period="2021-H2"),
        "inzenden vanaf 01-12-2021",
    ),
    error("R-PERIOD-03", "A2", "no period", lambda: workbook([TITLES[0], HEADER, *ROWS])),
    error(
        "R-PERIOD-04",
        "F5",
        "rows of last period left in",
        lambda: workbook(
            [*TITLES, (*HEADER, "Ronde"), (*ROWS[0], "eerste halfjaar 2021"), (*ROWS[1], "2020-H2")]
        ),
        'Gevonden    "2020-H2"',
        "overal 2021-H1, zoals in B2",
    ),
    query(
        "R-PERIOD-05",
        "B2",
        "last period's form filled in again",
        lambda: form(region="AM14", period="2020-H2"),
        "Verwacht    eerste halfjaar 2021",
        sender="AM14",
    ),
    error(
        "R-PERIOD-06",
        "B2",
        "after the closing day of a period that has one",
        lambda: form(region="AM15", period="2019-H2"),
        "inzenden tot en met 31-12-2020",
        sender="AM15",
    ),
)

ROW = (
    error(
        "R-ID-01", "A5", "a new activity without an id", lambda: rows(" | x | Aanbod | groen | ")
    ),
    Case(
        "R-ID-02",
        "a row was copied",
        lambda: rows("7 | Jobhunters | Aanbod | groen | \n7 | Markt | Vraag | groen | "),
        "rejected",
        (("R-ID-02", "A5"), ("R-ID-02", "A6")),
        ("Hetzelfde nummer komt vaker voor", "Invullen › A5 en A6"),
    ),
    error(
        "R-ID-03",
        "A5",
        "an id with a letter of another script, which looks the same",
        lambda: rows("\N{CYRILLIC CAPITAL LETTER A}1 | Jobhunters | Aanbod | groen | "),
        "Typ het nummer in A5 opnieuw in",
    ),
    error(
        "R-CATEGORY-01",
        "C5",
        "a slip of the pen",
        lambda: rows("1 | Jobhunters | Aanbot | groen | "),
        'Gevonden    "Aanbot"',
        "Aanbod, Vraag, Route of Scholing",
    ),
    error("R-CATEGORY-02", "C5", "forgotten", lambda: rows("1 | Jobhunters |  | groen | ")),
    error(
        "R-STATUS-01",
        "D5",
        "a status of one's own",
        lambda: rows("1 | Jobhunters | Aanbod | paars | "),
        "FOUT R-STATUS-01",
        "Invullen › D5",
        'Activiteit  1 "Jobhunters"',
        'Gevonden    "paars"',
        "Verwacht    groen, oranje, rood, nog niet gestart, afgerond of gestopt",
        "Oplossing   Zet in D5 een van deze statussen.",
    ),
    error("R-STATUS-02", "D5", "forgotten", lambda: rows("1 | Jobhunters | Aanbod |  | ")),
    query(
        "R-EXPLANATION-01",
        "E5",
        "red without a word",
        lambda: rows("1 | Jobhunters | Aanbod | rood | "),
        "VRAAG R-EXPLANATION-01",
        "Schrijf in E5 waarom",
    ),
    query(
        "R-EXPLANATION-02",
        "E5",
        "a word that says nothing",
        lambda: rows("1 | Jobhunters | Aanbod | rood | Volgt."),
        "minstens 10 letters",
    ),
    query("R-NAME-01", "B5", "forgotten", lambda: rows("1 |  | Aanbod | groen | "), "VRAAG R-NAME"),
    query(
        "R-CHOICE-01",
        "F5",
        "a reason that is on no list",
        lambda: more(Reden="het weer"),
        "personeel, financiering, samenwerking, deelnemers, werkgevers of anders",
    ),
    query(
        "R-DATE-01", "G5", "no day", lambda: more(Startdatum="voorjaar"), 'Gevonden    "voorjaar"'
    ),
    query(
        "R-DATE-02",
        "H5",
        "two days changed places",
        lambda: more(Startdatum="1-3-2021", Einddatum="28-02-2021"),
        'Gevonden    "28-02-2021"',
    ),
    query("R-NUMBER-01", "I5", "a unit behind the number", lambda: more(Doel="50 personen")),
    query("R-REALISED-01", "J5", "a digit too many", lambda: more(Doel="50", Gerealiseerd="101")),
    query(
        "R-REALISED-02",
        "J5",
        "green, halfway, with a quarter of what is due",
        lambda: more(Startdatum="1-1-2021", Einddatum="31-12-2021", Doel="100", Gerealiseerd="12"),
    ),
    query(
        "R-PRIVACY-01",
        "E5",
        "a citizen service number",
        lambda: rows("1 | x | Aanbod | groen | Kandidaat 123456782 is geplaatst."),
        'Gevonden    "•••"',
    ),
    query(
        "R-PRIVACY-02", "B5", "an address", lambda: rows("1 | a@b.nl | Aanbod | groen | "), "•••"
    ),
    query(
        "R-PRIVACY-03", "E5", "a number to call", lambda: rows("1|x|Aanbod|groen|Bel 06-12345678.")
    ),
    query(
        "R-QUESTION-01",
        "A2",
        "a question of one's own",
        lambda: answered(("Is er koffie?", "5", "")),
        "Er is een onafhankelijke aanjager",
    ),
    query(
        "R-QUESTION-02",
        "B2",
        "a score off the scale",
        lambda: answered(("Aanjager", "6", "")),
        "1 tot en met 5",
    ),
    query(
        "R-QUESTION-04",
        "B1",
        "last year's score kept next to this year's",
        lambda: workbook(
            [*TITLES, (), HEADER, *ROWS, *nothing()],
            second=("Samenwerking", [(*QUESTIONS, "Cijfer"), ("Aanjager", "4", "", "2")]),
        ),
        "Nu telt geen enkel antwoord",
    ),
    Case(
        "R-QUESTION-03",
        "one question answered twice",
        lambda: answered(("Aanjager", "4", ""), ("Onafhankelijke aanjager", "5", "")),
        "accepted",
        (("R-QUESTION-03", "A2"), ("R-QUESTION-03", "A3")),
    ),
)

REPORT = (
    query(
        "R-CATEGORY-03",
        "",
        "two categories are not mentioned",
        lambda: workbook([*TITLES, (), HEADER, *ROWS]),
        "'geen activiteiten', bij Route en Scholing",
    ),
    query(
        "R-CATEGORY-04",
        "C9",
        "texts to be empty, but it is not",
        lambda: workbook(
            [*TITLES, (), HEADER, *ROWS, *nothing(), ("", "geen activiteiten", "Vraag")]
        ),
        'Gevonden    "Vraag"',
    ),
    query(
        "R-EXPLANATION-03",
        "",
        "one explanation pasted into every row",
        lambda: form(rows=_many(10, "Door de maatregelen uitgesteld.")),
        "bij 10 van de 10",
    ),
    query("R-COUNT-01", "", "far too many rows", lambda: form(rows=_many(501)), "hoogstens 500"),
)

CASES = (*LAYOUT, *ROW, *REPORT)
