"""What counts as a form: where the table stands, and names by alias."""

from types import SimpleNamespace

import pytest

from pow_pipeline.model.documents import Sheet
from pow_pipeline.validation import layout


@pytest.mark.parametrize(
    ("column", "row", "address"),
    [(0, 1, "A1"), (25, 9, "Z9"), (26, 1, "AA1"), (51, 1, "AZ1"), (52, 1, "BA1"), (702, 3, "AAA3")],
)
def test_cell_addresses(column, row, address):
    assert Sheet("", ()).address(column, row) == address


RECORDS = (("regio", "AM12"), ("id", "status"), ("1", "groen"), ("2", "rood"))


@pytest.mark.parametrize(
    ("column", "row", "address"),
    [
        (1, 1, "regio"),
        (0, 2, "activities"),
        (1, 3, "activities[1].status"),
        (0, 4, "activities[2].id"),
    ],
)
def test_addresses_in_records(column, row, address):
    sheet = Sheet("", RECORDS, records_from=2, records_at="activities")
    assert sheet.address(column, row) == address


def test_an_empty_worksheet_is_not_taken_for_a_list_without_records(programme):
    sheets = (Sheet("notes", (("about this file",),)), Sheet("empty", ()))
    reading = SimpleNamespace(delivery=SimpleNamespace(delivery="AM12-1-1"), sheets=sheets)
    assert layout._no_table(reading, programme).rule == "R-LAYOUT-01"
    assert layout._no_table(reading, programme).cell == ""
