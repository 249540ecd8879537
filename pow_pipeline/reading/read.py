"""Reading a delivery, whatever it is: its type is known by content, never by name."""

from typing import Final

from pow_pipeline.model import Delivery, Reading
from pow_pipeline.reading.workbook import UnreadableWorkbookError, read_workbook

_ZIP: Final = b"PK\x03\x04"


def read_delivery(delivery: Delivery, content: bytes) -> Reading:
    """Return the sheets of a delivery, or the rule that it breaks by being what it is."""
    if not content.strip(b"\0 \t\r\n"):
        return Reading(delivery, broken_rule="R-FILE-02")
    if not content.startswith(_ZIP):
        return Reading(delivery, broken_rule="R-FILE-01")
    try:
        sheets = read_workbook(content)
    except UnreadableWorkbookError:
        return Reading(delivery, broken_rule="R-FILE-01")
    if not any(sheet.rows for sheet in sheets):
        return Reading(delivery, broken_rule="R-FILE-02")
    return Reading(delivery, sheets)
