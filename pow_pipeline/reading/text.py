"""Text with separators as rows of cells: read for certain, or refused with the line.

Every row must have the number of cells of the first, so a separator too many or too few is never
taken for another cell. DuckDB's and pandas' own readers shift cells without a word, and are not
used.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from pow_pipeline.model import Problem, Sheet
from pow_pipeline.reading.document import UNSEEN, Row
from pow_pipeline.reading.encoding import LINE_END, line_at
from pow_pipeline.reading.limits import Limits, RefusedError, refuse_beyond
from schemas.text_forms import TextForms

_QUOTE: Final = '"'
_END_OF_FILE: Final = "\x1a"  # as DOS wrote it
_SECOND_MARK: Final = "\ufeff"  # a byte order mark where two files were joined
_DECLARATION: Final = re.compile(r"[\"']?sep=(.)[\"']?(?=\r\n|\r|\n)", re.IGNORECASE)
_SHOWN: Final = {"\t": "tab"}


def read_text(text: str, forms: TextForms, limits: Limits) -> Sheet:
    """Return the one sheet that text with separators holds; its rows are those of the file.

    Raises:
        RefusedError: no separator of the programme fits for certain, or a line does not.
    """
    text = text.removesuffix(_END_OF_FILE)
    _refuse_unseen(text)
    declared, text = _take_declaration(text)
    lines = [line for line in LINE_END.split(text) if line.strip()]
    separators = [each for each in declared or forms.separators if lines and each in lines[0]]
    if not separators or not set(separators) <= set(forms.separators):
        raise RefusedError(Problem("R-FILE-01"))
    rows, separator = _read_rows(text, separators, limits)
    rivals = [each for each in separators if each != separator and _splits_as_well(lines, each)]
    if rivals:
        both = tuple(_SHOWN.get(each, each) for each in (separator, rivals[0]))
        raise RefusedError(Problem("R-TEXT-06", cell="A1", found=lines[0], expected=both))
    return Sheet("", rows)


def _refuse_unseen(text: str) -> None:
    unseen = UNSEEN.search(text) or re.search(_SECOND_MARK, text)
    if unseen:
        line = line_at(text, unseen.start())
        raise RefusedError(Problem("R-TEXT-01", cell=f"A{line}", found=repr(unseen.group())))


def _take_declaration(text: str) -> tuple[tuple[str, ...], str]:
    """Return the separator that the first line declares, as Excel has it, and the text without."""
    declaration = _DECLARATION.match(text)
    return ((declaration[1],), text[declaration.end() :]) if declaration else ((), text)


def _read_rows(text: str, separators: Sequence[str], limits: Limits) -> tuple[tuple[Row, ...], str]:
    """Return the rows under the first separator that fits all; else refuse for the first one."""
    refused: RefusedError | None = None
    for separator in separators:
        try:
            return _split(text, separator, limits), separator
        except RefusedError as error:
            refused = refused or error
    raise refused or RefusedError(Problem("R-FILE-01"))


def _splits_as_well(lines: Sequence[str], separator: str) -> bool:
    """Whether the first line and most lines hold another separator the same number of times.

    Then it is not certain which of the two was meant: one may be a row short of a table.
    """
    counts = Counter(line.count(separator) for line in lines)
    return 2 * counts[lines[0].count(separator)] > len(lines)


def _split(text: str, separator: str, limits: Limits) -> tuple[Row, ...]:
    refuse_beyond("R-FILE-14", text.count(separator), limits.cells)
    _refuse_stray_quotes(text, separator)
    rows: list[Row] = []
    width = 0
    for line, cells in _lines_of(text, separator, limits):
        row = tuple([cell.strip() for cell in cells])
        if len(row) == 1 and not row[0]:
            row = ()  # blanks only
        width = width or len(row)
        refuse_beyond("R-FILE-09", len(rows) + 1, limits.rows)
        refuse_beyond("R-FILE-10", width, limits.columns)
        if row and len(row) != width:
            raise RefusedError(
                Problem("R-TEXT-02", cell=f"A{line}", found=f"{len(row)}", expected=(f"{width}",))
            )
        rows.append(row)
    if _QUOTE in text:
        _refuse_swallowed_rows(text, separator, width, limits, is_alone=sum(map(bool, rows)) == 1)
    return tuple([row or ("",) * width for row in rows])


def _lines_of(text: str, separator: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the line that it begins in, as an editor numbers it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:  # a cell is longer than any reader takes
        found = f"> {csv.field_size_limit()}"
        problem = Problem("R-FILE-11", found=found, expected=(f"{limits.cell_length}",))
        raise RefusedError(problem) from error


def _refuse_swallowed_rows(
    text: str, separator: str, width: int, limits: Limits, *, is_alone: bool
) -> None:
    """Refuse a cell that holds whole rows: two stray quotes may stand around them.

    Such a cell has as many separators as those rows would have; where it leaves but one row, nobody
    can tell how many that would be.
    """
    for line, cells in _lines_of(text, separator, limits):
        for cell in cells:
            ends, held = len(LINE_END.findall(cell)), cell.count(separator)
            if ends and held and (is_alone or held == ends * (width - 1)):
                raise RefusedError(Problem("R-TEXT-03", cell=f"A{line}"))


def _refuse_stray_quotes(text: str, separator: str) -> None:
    """Refuse quotes but around a whole cell, or twice within such a cell, as RFC 4180 has it."""
    if _QUOTE not in text:
        return
    edge = re.escape(separator) + r"\r\n"
    quoted = rf'(?<![^{edge}])"[^"]*+(?:""[^"]*+)*+"(?![^{edge}])'
    for match in re.finditer(rf'{quoted}|(")', text):
        if match[1]:
            raise RefusedError(Problem("R-TEXT-03", cell=f"A{line_at(text, match.start())}"))
