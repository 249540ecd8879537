"""What counts as a form: where the table stands, and names by alias."""

import pytest
from building import HEADER, ROWS, counts_of, form, send, workbook

from pow_pipeline.judging.header import cell_address

COLUMNS = ("Regio", "Periode", *HEADER)


@pytest.mark.parametrize(
    ("column", "row", "address"),
    [(0, 1, "A1"), (25, 9, "Z9"), (26, 1, "AA1"), (51, 1, "AZ1"), (52, 1, "BA1"), (702, 3, "AAA3")],
)
def test_cell_addresses(column, row, address):
    assert cell_address(column, row) == address


@pytest.mark.parametrize(
    "cells",
    [
        [("Regio", "AM12"), ("Periode", "2021-H1"), HEADER, *ROWS],
        [("", "", "Regio", "", "AM12"), ("Ronde", "H1 2021"), (), HEADER, *ROWS],
        [COLUMNS, *[("AM12", "2021-H1", *row) for row in ROWS]],
        [("Rapportage",), (), COLUMNS, (), *[("gooi EN vechtstreek", "2021-h1", *r) for r in ROWS]],
        [("Regio", "Gooi- en Vechtstreek"), ("Periode", "1e halfjaar 2021"), HEADER, *ROWS],
        [
            ("Regio", "Hilversum"),
            ("Periode", "eerste helft 2021"),
            ("NR.", "Naam", "Thema", "Stoplicht", "iets anders"),
            ("1", "a", "AANBOD", "Groen", "x"),
            ("2", "b", "vraagzijde", " ORANJE ", "y"),
        ],
    ],
    ids=["labels", "labels further on", "columns", "titles and blanks", "aliases", "other names"],
)
def test_a_form_is_understood(cells, workspace):
    assert send(workspace, "AM12", workbook(cells)) == "accepted"
    assert counts_of(workspace) == {"on_track": 1, "behind": 1, "off_track": 0}


def test_a_number_and_a_day_are_read_as_text(workspace):
    assert send(workspace, "AM12", form(rows=[(7, "x", "Aanbod", "groen", "")])) == "accepted"
