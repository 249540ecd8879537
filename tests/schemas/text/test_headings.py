"""Headings as people write them: a name with marks, numbers and hints around it."""

import pytest

from schemas.programme.folder import BUILT_IN, read_programme, read_programme_folder
from schemas.text.headings import Heading, find_heading_row

HEADINGS = read_programme(read_programme_folder(BUILT_IN / "perspectief_op_werk")).headings


@pytest.mark.parametrize(
    "text",
    [
        "Status",
        "STATUS :",
        "Status *",
        "Status*",
        "* Status",
        "** Status **",
        "Status †",
        "Status¹",
        "Status ¹⁾",
        "Status *)",
        "Status 1)",
        "Status (1)",
        "Status [2]",
        "4. Status",
        "d) Status",
        "Status (verplicht)",
        "Status [verplicht veld]",
        "(verplicht) Status",
        "Status (*)",
        "Status - verplicht",
        "Status, verplicht",
        "Verplicht: Status",
        "Status\n(verplicht)",
        "Status (verplicht) *",
        "Stoplicht (facultatief):",
        "[Status]",
        "<Status> *",
        "• Status",
        "Status ▼",
    ],
)
def test_marks_around_a_name_are_no_part_of_it(text):
    assert HEADINGS.read(text) == Heading("status")


@pytest.mark.parametrize(
    "text",
    [
        "Status (groen, oranje of rood)",
        "Status\n(kies uit de lijst)",
        "Status [zie toelichting]",
        "Status {keuze}",
        "Status <kies>",
        "(kies) Status",
        "Status (kies) *",
        "Status1",
    ],
)
def test_a_hint_in_words_is_reported(text):
    assert HEADINGS.read(text) == Heading("status", is_plain=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "(verplicht)",
        "Status (vorige periode)",
        "Status (oud)",
        "Status (2020)",
        "Status (31-12-2020)",
        "Status (juni)",
        "Status (Q1)",
        "Status (1e halfjaar)",
        "Status (categorie)",
        "Vorige status",
        "Status?",
        "≠ Status",
        "Status 2020",
        "Status12",
        "Status van de activiteit",
        "Status (een (twee) drie)",
        "Status (" + "x" * 300 + ")",
    ],
)
def test_what_may_mean_another_column_is_none(text):
    assert HEADINGS.read(text).column == ""


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Activiteit (naam)", "activity_name"),
        ("Activiteit-id (nr)", "activity_id"),
        ("Categorie (thema)", "category"),
        ("Status (stoplicht)", "status"),
        ("Status (stoplicht) (kies)", "status"),
        ("Activiteit (nr)", ""),
        ("Status (stoplicht) (nr)", ""),
        ("Status (stoplicht 2020)", ""),
    ],
)
def test_another_name_of_the_same_column_is_a_hint(text, column):
    assert HEADINGS.read(text) == Heading(column, is_plain=not column)


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (("Status", "Status (kies)"), ("status", "")),
        (("Status (kies)", "Status"), ("", "status")),
        (("Status *", "Status (kies)"), ("", "")),
        (("Status", "Status"), ("status", "status")),
        (("Nr *", "Status (kies)"), ("activity_id", "status")),
    ],
)
def test_an_exact_name_comes_before_one_with_marks(cells, columns):
    assert HEADINGS.columns_of(cells) == columns


@pytest.mark.parametrize("name", [name for name, _ in HEADINGS.names])
def test_every_known_name_is_read_with_a_mark(name):
    assert HEADINGS.read(f"{name} *") == Heading(HEADINGS.named(name))


def test_the_first_row_with_all_required_columns_is_the_header():
    labels = ("Regio", "AM12", "Periode", "2021-H1", "Toelichting", "geen")
    header = ("Id", "Naam", "Categorie", "Status")
    assert find_heading_row([(1, labels), (3, header), (9, header)], HEADINGS) == (
        3,
        ("activity_id", "activity_name", "category", "status"),
    )
    assert find_heading_row([(1, ("Regio", "AM12"))], HEADINGS) is None
