"""Ids, days, numbers and texts that were written, stored or decoded in more than one way."""

from openpyxl.workbook import Workbook

from tests.corpus.case import Case
from tests.corpus.looks import looking
from tests.corpus.rules import error, more, query, rows
from tests.harness.builders import HEADER, form, table


def _merge_statuses(book: Workbook) -> None:
    """Merge two statuses and keep the second one, which openpyxl's own method would empty."""
    sheet = book["Invullen"]
    sheet["D6"] = "rood"
    sheet.merged_cells.add("D5:D6")


def _show_zeros(book: Workbook) -> None:
    cell = book["Invullen"]["A5"]
    cell.value, cell.number_format = 7, "000"


def _take_for_a_day(book: Workbook) -> None:
    cell = book["Invullen"]["A5"]
    cell.value, cell.number_format = 44228, "d-mmm"


CASES = (
    error(
        "R-ID-04",
        "A5",
        "Excel took the id 1-2 for a day",
        lambda: looking(_take_for_a_day),
        'Gevonden    "01-02-2021"',
        "Geef A5 de opmaak Tekst",
    ),
    query(
        "R-ID-05",
        "A5",
        "Excel took the id 1-2 for a day, and wrote it as text",
        lambda: rows("1-feb | Jobhunters | Aanbod | groen | "),
        'Gevonden    "1-feb"',
    ),
    Case(
        "R-ID-06",
        "an id as text and as a number",
        lambda: form(
            rows=[*table("007 | Jobhunters | Aanbod | groen | "), (7, "Markt", "Vraag", "groen")]
        ),
        "accepted",
        (("R-ID-06", "A5"), ("R-ID-06", "A6")),
        ('Gevonden    "007 / 7" (A5) en "7 / 007" (A6)',),
    ),
    query(
        "R-ID-07",
        "A5",
        "an id that a word processor gave a dash",
        lambda: rows("AM12\N{EN DASH}1 | Jobhunters | Aanbod | groen | "),
        'Activiteit  AM12-1 "Jobhunters"',
    ),
    query(
        "R-ID-08",
        "A5",
        "a number with a format that adds zeros",
        lambda: looking(_show_zeros),
        'Gevonden    "7 / 007"',
    ),
    query(
        "R-DATE-03",
        "G5",
        "a day with the time at which it was typed",
        lambda: more(Startdatum="2021-03-01 14:30"),
    ),
    query(
        "R-NUMBER-02",
        "I5",
        "a third, as a formula gives it",
        lambda: form(
            header=(*HEADER, "Reden", "Startdatum", "Einddatum", "Doel"),
            rows=[("1", "Jobhunters", "Aanbod", "groen", "", "", "", "", 1 / 3)],
        ),
        'Gevonden    "0.333333333333333"',
    ),
    query(
        "R-TEXT-07",
        "E5",
        "a text in UTF-8 that was read as Windows-1252",
        lambda: rows("1 | Jobhunters | Aanbod | groen | De coÃ¶rdinatie loopt goed."),
    ),
    query(
        "R-CELL-04",
        "D6",
        "two statuses were merged",
        lambda: looking(_merge_statuses),
        "Hef het samenvoegen bij D6 op",
    ),
)
