"""Reading a delivery, whatever it is: read for certain, or refused by rule."""

from typing import Final

from pow_pipeline.model import Delivery, Problem, Reading, Sheet
from pow_pipeline.reading.archive import check_archive, list_archive
from pow_pipeline.reading.kinds import Kind, kind_of, kind_of_archive
from pow_pipeline.reading.limits import Limits, RefusedError, refuse_beyond
from pow_pipeline.reading.text import read_text
from pow_pipeline.reading.workbook import read_workbook
from schemas.text_forms import TextForms

_REFUSED: Final[dict[Kind, str]] = {
    "empty": "R-FILE-02",
    "archive": "R-FILE-01",
    "other spreadsheet": "R-FILE-03",
    "no table": "R-FILE-04",
    "protected": "R-FILE-05",
}


def read_delivery(delivery: Delivery, content: bytes, forms: TextForms, limits: Limits) -> Reading:
    """Return the sheets of a delivery, or the rule that it breaks by being what it is."""
    try:
        return Reading(delivery, _read(content, forms, limits))
    except RefusedError as refused:
        return Reading(delivery, problem=refused.problem)


def _read(content: bytes, forms: TextForms, limits: Limits) -> tuple[Sheet, ...]:
    refuse_beyond("R-FILE-06", len(content), limits.file_bytes)
    kind, name = kind_of(content)
    if kind == "text":
        return read_text(content, forms, limits)
    entries = list_archive(content, limits) if kind == "archive" else []
    if entries:
        kind, name = kind_of_archive({entry.filename for entry in entries})
    if kind != "xlsx":
        raise RefusedError(Problem(_REFUSED[kind], found=name))
    is_calculated = check_archive(content, entries, limits)
    sheets = read_workbook(content, limits, is_calculated=is_calculated)
    if not any(sheet.rows for sheet in sheets):
        raise RefusedError(Problem("R-FILE-02"))
    return sheets
