"""Parses a delivery of any supported format, or refuses it by a rule."""

from typing import Final

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Problem, Reading
from pow_pipeline.parsing.archive import inflate_archive, list_archive
from pow_pipeline.parsing.document import Document, check_cells, check_names, in_sight
from pow_pipeline.parsing.encoding import decode
from pow_pipeline.parsing.excel.workbook import read_workbook
from pow_pipeline.parsing.kinds import (
    Kind,
    kind_of,
    kind_of_archive,
    kind_of_opendocument,
    kind_of_text,
)
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from pow_pipeline.parsing.markup import check_markup
from pow_pipeline.parsing.opendocument.spreadsheet import read_opendocument
from pow_pipeline.parsing.records.json_records import is_json, read_json
from pow_pipeline.parsing.records.parquet import read_parquet
from pow_pipeline.parsing.texts.delimited import read_text
from schemas.text.text_forms import TextForms

_REFUSED: Final[dict[Kind, str]] = {
    "empty": "R-FILE-02",
    "other spreadsheet": "R-FILE-03",
    "no table": "R-FILE-04",
    "protected": "R-FILE-05",
    "packed": "R-FILE-15",
}


def read_delivery(delivery: Delivery, content: bytes, forms: TextForms, limits: Limits) -> Reading:
    """Return the worksheets of a delivery, or the rule for which the file is refused."""
    try:
        document = _read(content, forms, limits)
        check_names(document, limits)
        check_cells(document.sheets, limits)
    except RefusedError as refused:
        return Reading(delivery, problem=in_sight(refused.problem))
    if not any(any(row) for sheet in document.sheets for row in sheet.rows):
        return Reading(delivery, problem=Problem("R-FILE-02"))
    return Reading(delivery, document.sheets, document.properties)


def _read(content: bytes, forms: TextForms, limits: Limits) -> Document:
    refuse_beyond("R-FILE-06", len(content), limits.file_bytes)
    kind, name = kind_of(content)
    if kind == "archive":
        return _read_archive(content, limits)
    if kind == "parquet":
        return read_parquet(content, limits)
    _refuse_kind(kind, name)
    text = decode(content, forms.encodings)
    _refuse_kind(*kind_of_text(text))
    if is_json(text):
        return Document(read_json(text, limits))
    return Document((read_text(text, forms, limits),))


def _read_archive(content: bytes, limits: Limits) -> Document:
    listed = list_archive(content, limits)
    kind, name = kind_of_archive({entry.filename for entry in listed})
    _refuse_kind(kind, name)
    entries = inflate_archive(content, listed, limits)
    if kind == "opendocument":
        _refuse_kind(*kind_of_opendocument(entries))
    check_markup(entries)
    if kind == "opendocument":
        return read_opendocument(entries, limits)
    return read_workbook(content, entries, limits)


def _refuse_kind(kind: Kind, name: str) -> None:
    if kind in _REFUSED:
        raise RefusedError(Problem(_REFUSED[kind], found=name))
