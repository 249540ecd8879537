"""Text with separators as rows of cells: read for certain, or refused with the line.

Every row must have the number of cells of the first, so a separator too many or too few is never
taken for another cell. DuckDB's and pandas' own readers shift cells without a word, and are not
used.
"""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from pow_pipeline.model import Problem, Sheet
from pow_pipeline.reading.limits import Limits, RefusedError, refuse_beyond
from schemas.text_forms import TextForms

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")  # and no other sign, as a spreadsheet has it
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(content: bytes, forms: TextForms, limits: Limits) -> tuple[Sheet, ...]:
    """Return the one sheet that text with separators holds.

    Raises:
        RefusedError: no encoding or separator of the programme fits, or a line does not.
    """
    text = _decode(content, forms.encodings)
    if unseen := _UNSEEN.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        raise RefusedError(Problem("R-TEXT-01", cell=f"A{line}", found=repr(unseen.group())))
    first = next((line for line in _LINE_END.split(text) if line.strip()), "")
    separators = [each for each in forms.separators if each in first]
    if not separators:
        raise RefusedError(Problem("R-FILE-01"))
    rows = _read_rows(text, separators, limits)
    return (Sheet("", rows),)


def _read_rows(text: str, separators: Sequence[str], limits: Limits) -> tuple[tuple[str, ...], ...]:
    """Return the rows under the first separator that fits all; else refuse for the first one."""
    refused: RefusedError | None = None
    for separator in separators:
        try:
            return _split(text, separator, limits)
        except RefusedError as error:
            refused = refused or error
    raise refused or RefusedError(Problem("R-FILE-01"))


def _split(text: str, separator: str, limits: Limits) -> tuple[tuple[str, ...], ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[str, ...]] = []
    try:
        for cells in islice(reader, limits.rows + 1):
            rows.append(tuple(cell.strip() for cell in cells))  # noqa: PERF401 -- counts what was read
    except csv.Error as error:
        raise RefusedError(Problem("R-TEXT-03", cell=f"A{len(rows) + 1}")) from error
    refuse_beyond("R-FILE-09", len(rows), limits.rows)
    width = next(len(row) for row in rows if row)
    refuse_beyond("R-FILE-10", width, limits.columns)
    for number, row in enumerate(rows, start=1):
        if row and len(row) != width:
            problem = Problem(
                "R-TEXT-02", cell=f"A{number}", found=f"{len(row)}", expected=(f"{width}",)
            )
            raise RefusedError(problem)
        refuse_beyond("R-FILE-11", max(map(len, row), default=0), limits.cell_length)
    return tuple(row or ("",) * width for row in rows)


def _decode(content: bytes, encodings: Sequence[str]) -> str:
    """Return the text under the first encoding that fits without a doubt."""
    if content.startswith(_UTF_16):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise RefusedError(Problem("R-TEXT-04"))
