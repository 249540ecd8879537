"""What counts as a form: where the table stands, and names by alias."""

import pytest

from pow_pipeline.model import Sheet


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
