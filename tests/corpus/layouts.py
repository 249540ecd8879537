"""Forms that look otherwise than the form, and are understood all the same."""

import json

from tests.corpus.case import Case
from tests.harness.builders import HEADER, ROWS, form, nothing, workbook

TITLES = (("Regio", "AM12"), ("Periode", "2021-H1"))
BODY = (*ROWS, *nothing())
COLUMNS = ("Regio", "Periode", *HEADER)
LOGO = (("", "", "Provincie Noord-Holland"), ("Rapportage Perspectief op Werk",), ())

# What the rows of a form are, by name: with the reason why somebody sends it so.
CELLS = {
    "labels": ("as it is meant", [*TITLES, HEADER, *BODY]),
    "labels further on": (
        "the labels were moved, the period is written as people do",
        [("", "", "Regio", "", "AM12"), ("Ronde", "H1 2021"), (), HEADER, *BODY],
    ),
    "labels with a colon": (
        "label and value in one cell",
        [("Regio: Gooi en Vechtstreek",), ("Periode:", "1e halfjaar 2021"), HEADER, *BODY],
    ),
    "labels in one row": (
        "region and period next to each other",
        [("Regio", "AM12", "Periode", "2021 H1"), HEADER, *BODY],
    ),
    "more labels in one row": (
        "a row of facts about the report, some called as columns are",
        [
            ("Regio", "AM12", "Periode", "2021-H1", "Status", "concept", "Toelichting", "geen"),
            HEADER,
            *BODY,
        ],
    ),
    "columns of ours": (
        "the form that we made, with what was reported before and what we had to say",
        [
            *TITLES,
            (*HEADER, "Vorige status", "Vorige toelichting", "ONZE OPMERKINGEN"),
            *[(*row, "paars", "Toen ging het anders.", "Klopt dit?") for row in ROWS],
            *nothing(),
        ],
    ),
    "columns": (
        "an export with region and period in each row",
        [COLUMNS, *[("AM12", "2021-H1", *row) for row in BODY]],
    ),
    "titles and blanks": (
        "a logo, three title rows, an empty row below the header, an empty column before",
        [
            *LOGO,
            ("", *COLUMNS),
            (),
            *[("", "gooi EN vechtstreek", "2021-h1", *row) for row in BODY],
        ],
    ),
    "empty rows": (
        "rows left open between categories",
        [*TITLES, HEADER, ROWS[0], (), (), ROWS[1], (), *nothing()],
    ),
    "other names": (
        "names of columns, categories and statuses as last year",
        [
            ("Regio", "Hilversum"),
            ("Periode", "eerste helft 2021"),
            ("NR.", "Naam", "Thema", "Stoplicht"),
            ("1", "a", "AANBOD", "Groen"),
            ("2", "b", "vraagzijde", " OP SCHEMA "),
            ("", "Geen activiteiten", "route", ""),
            ("", "n.v.t.", "opleiding", ""),
        ],
    ),
    "reference day": (
        "the day of reference instead of the period",
        [("Regio", "AM12"), ("Peildatum", "30-06-2021"), HEADER, *BODY],
    ),
    "nil return": (
        "a region without any activity says so",
        [*TITLES, HEADER, *nothing(rows=[])],
    ),
    "numbers as ids": (
        "ids that a spreadsheet takes for numbers",
        [
            *TITLES,
            HEADER,
            (7, "x", "Aanbod", "groen", ""),
            (8.0, "y", "Vraag", "rood", "Te weinig animo."),
            *nothing(),
        ],
    ),
}

SHEETS = {
    "a sheet of explanations first": (
        "help before the form itself",
        lambda: workbook(
            [("Hoe vult u dit in?",), ("Lees eerst dit.",)],
            sheet="Uitleg",
            second=("Invullen", [*TITLES, HEADER, *BODY]),
        ),
    ),
    "a list of the choices": (
        "the lists that the form chooses from stand on a second sheet",
        lambda: workbook(
            [*TITLES, HEADER, *BODY],
            second=("Lijsten", [("Categorie", "Status"), ("Aanbod", "groen")]),
        ),
    ),
    "answers to questions": (
        "the questions about the collaboration on a second sheet",
        lambda: workbook(
            [*TITLES, HEADER, *BODY],
            second=(
                "Samenwerking",
                [
                    ("Vul een score van 1 tot en met 5 in.",),
                    ("Vraag over de samenwerking", "Score", "Opmerking"),
                    ("Er is een onafhankelijke aanjager", 4, "sinds mei"),
                    ("Taakverdeling", 2, ""),
                    ("Gelijkwaardigheid", "", ""),
                ],
            ),
        ),
    ),
}

# Headings and labels with marks and hints, as people put them there.
MARKED_HEADER = (
    "Activiteit-id *",
    "2. Activiteit:",
    "Categorie (verplicht)",
    "Status [1]",
    "* Toelichting \u2020",
)
CELLS |= {
    "headings with marks": (
        "required columns are marked, and one has a footnote",
        [("Regio *", "AM12"), ("Periode (verplicht):", "2021-H1"), MARKED_HEADER, *BODY],
    ),
    "region as our message writes it": (
        "the sender copies what the message expected",
        [("Regio", "AM12 Gooi en Vechtstreek"), TITLES[1], HEADER, *BODY],
    ),
    "name and code of the region": (
        "the name first, as in a list of regions",
        [("Regio: Arbeidsmarktregio Gooi en Vechtstreek (AM12)",), TITLES[1], HEADER, *BODY],
    ),
    "a town next to the region": (
        "the address of the contact stands in the same row",
        [("Regio", "AM12", "", "Plaats", "Amsterdam"), TITLES[1], HEADER, *BODY],
    ),
    "the last row for a header": (
        "a long explanation stands above the table",
        [*TITLES, *[("Uitleg",)] * 17, HEADER, *BODY],
    ),
}

# A word in a row that would otherwise be read as something else.
WRONG = (
    Case(
        "a total that is an activity",
        "a last row with id and name, whose status was forgotten, is no note",
        lambda: form(rows=[*ROWS, ("3", "Leerwerkplek", "", "", "")]),
        "rejected",
        (("R-CATEGORY-02", "C7"), ("R-STATUS-02", "D7")),
    ),
    Case(
        "a heading between the rows",
        "only below the last activity a row may be something else",
        lambda: workbook([*TITLES, (), HEADER, ROWS[0], ("Vraagzijde",), ROWS[1], *nothing()]),
        "rejected",
        (("R-CATEGORY-02", "C6"), ("R-NAME-01", "B6"), ("R-STATUS-02", "D6")),
    ),
)

DOUBTFUL = (
    Case(
        "a second sheet that lacks a column",
        "half of the activities stand on it, under one other column name",
        lambda: workbook(
            [*TITLES, HEADER, *BODY],
            second=(
                "Vervolg",
                [("Nr", "Activiteit", "Categorie", "Zegt"), ("3", "x", "Route", "rood")],
            ),
        ),
        "rejected",
        (("R-LAYOUT-05", ""),),
    ),
    Case(
        "two tables next to each other",
        "the right one begins a row lower",
        lambda: workbook(
            [
                *TITLES,
                HEADER,
                (*ROWS[0], "", *HEADER),
                (*ROWS[1], "", "3", "Leerwerkplek", "Route", "rood", "Te weinig deelnemers."),
            ]
        ),
        "rejected",
        (("R-LAYOUT-10", "G4"),),
    ),
    Case(
        "two tables below each other",
        "a slip of the pen in the first row of column names",
        lambda: workbook(
            [*TITLES, (*HEADER[:3], "Statuss", "x"), ROWS[0], HEADER, ROWS[1], *nothing()]
        ),
        "rejected",
        (("R-LAYOUT-10", "A3"),),
    ),
    Case(
        "a last activity that is called a total",
        "its name begins as a total does, but it has a category and a status",
        lambda: workbook(
            [
                *TITLES,
                HEADER,
                *ROWS,
                ("Totaal 3", "Aanpak", "Route", "groen", ""),
                *nothing([("Route",)]),
            ]
        ),
        "accepted",
        (("R-CATEGORY-04", "C7"), ("R-CATEGORY-04", "C8")),
    ),
    Case(
        "a second period next to the first",
        "the period and another reference day in one row",
        lambda: workbook(
            [("Regio", "AM12", "Periode", "2021-H1", "Peildatum", "31-12-2020"), HEADER, *BODY]
        ),
        "rejected",
        (("R-PERIOD-04", "F1"),),
    ),
    Case(
        "a second region next to the first",
        "a form for two regions",
        lambda: workbook([("Regio", "AM12", "AM18"), TITLES[1], HEADER, *BODY]),
        "rejected",
        (("R-REGION-04", "C1"),),
    ),
    Case(
        "a town next to the first region",
        "it may be the region by one of its names, or the place where the contact sits",
        lambda: workbook([("Regio", "AM12", "Amsterdam"), TITLES[1], HEADER, *BODY]),
        "accepted",
        (("R-REGION-07", "C1"),),
    ),
    Case(
        "a neighbour next to the region",
        "a label that we do not know, and a code",
        lambda: workbook([("Regio", "AM12", "Buurregio", "AM18"), TITLES[1], HEADER, *BODY]),
        "accepted",
        (("R-REGION-07", "D1"),),
    ),
    Case(
        "an earlier period next to the period",
        "a label that we do not know, and a period",
        lambda: workbook(
            [TITLES[0], ("Periode", "2021-H1", "Vorige periode", "2020-H2"), HEADER, *BODY]
        ),
        "accepted",
        (("R-PERIOD-07", "D2"),),
    ),
    Case(
        "a region that contradicts itself",
        "the code was kept and the name was typed over",
        lambda: workbook([("Regio", "AM12 Groot-Amsterdam"), TITLES[1], HEADER, *BODY]),
        "rejected",
        (("R-REGION-06", "B1"),),
        ("AM12 Gooi en Vechtstreek of AM18 Groot Amsterdam",),
    ),
    Case(
        "a header below the rows that are searched",
        "a page of explanation stands above the table",
        lambda: workbook([*TITLES, *[("Uitleg",)] * 18, HEADER, *BODY]),
        "rejected",
        (("R-LAYOUT-13", "A21"),),
        ("rij 1 t/m 20", "Ze lijken te staan bij A21"),
    ),
    Case(
        "a second table below the rows that are searched",
        "another sheet with activities, below a page of explanation",
        lambda: workbook(
            [*TITLES, HEADER, *BODY], second=("Vervolg", [*[("Uitleg",)] * 30, HEADER, *ROWS])
        ),
        "rejected",
        (("R-LAYOUT-05", ""),),
    ),
    Case(
        "a heading with a hint",
        "the form says what to choose, in the heading itself",
        lambda: workbook([*TITLES, (*HEADER[:3], "Status (kies uit de lijst)", HEADER[4]), *BODY]),
        "accepted",
        (("R-LAYOUT-12", "D3"),),
    ),
    Case(
        "a heading of an earlier period",
        "its hint says that it is about another period",
        lambda: workbook([*TITLES, (*HEADER[:3], "Status (vorige periode)", HEADER[4]), *BODY]),
        "rejected",
        (("R-LAYOUT-02", "A3"),),
    ),
    Case(
        "two headings that differ by a hint",
        "nobody can tell which of the two counts",
        lambda: workbook(
            [*TITLES, (*HEADER[:3], "Status (a)", "Status (b)"), *[(*row[:4], "") for row in BODY]]
        ),
        "rejected",
        (("R-LAYOUT-02", "A3"),),
    ),
    Case(
        "a front sheet of another region",
        "the front sheet of a neighbour's workbook was kept",
        lambda: workbook([*TITLES, HEADER, *BODY], second=("Voorblad", [("Regio", "AM18")])),
        "rejected",
        (("R-REGION-04", "B1"),),
    ),
    Case(
        "a front sheet with region and period",
        "both stand on a sheet of their own",
        lambda: workbook(TITLES, sheet="Voorblad", second=("Activiteiten", [HEADER, *BODY])),
        "accepted",
    ),
    Case(
        "a period that is doubted",
        "a sign that may say that it is not so",
        lambda: workbook([TITLES[0], ("Periode", "≠ H1 2021"), HEADER, *BODY]),
        "rejected",
        (("R-PERIOD-01", "B2"),),
    ),
    Case(
        "a name of a sheet that no person gives",
        "it would stand with every row, and fill the memory",
        lambda: json.dumps({"x" * 300: [{"Id": "1", "Status": "groen"}]}).encode(),
        "rejected",
        (("R-FILE-11", ""),),
    ),
)

CASES = (
    *DOUBTFUL,
    *(
        Case(name, reason, lambda cells=cells: workbook(cells), "accepted")
        for name, (reason, cells) in CELLS.items()
    ),
    *(Case(name, reason, make, "accepted") for name, (reason, make) in SHEETS.items()),
    *WRONG,
)
