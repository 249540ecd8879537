"""Text with separators as rows of cells: read for certain, or refused with the line.

Every row from the headings on must have the same number of cells, so a separator too many or too
few is never taken for another cell. DuckDB's and pandas' own readers shift cells without a word,
and are not used.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pow_pipeline.model import Problem, Sheet
from pow_pipeline.parsing.document import UNSEEN, Row
from pow_pipeline.parsing.encoding import LINE_END, line_at
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from schemas.text.headings import Headings, find_heading_row
from schemas.text.text_forms import TextForms

_QUOTE: Final = '"'
_END_OF_FILE: Final = "\x1a"  # as DOS wrote it
_SECOND_MARK: Final = "\ufeff"  # a byte order mark where two files were joined
_DECLARATION: Final = re.compile(r"[\"']?sep=(.)[\"']?(?=\r\n|\r|\n)", re.IGNORECASE)
_SHOWN: Final = {"\t": "tab"}
_QUOTED: Final = re.compile(r'"[^"]*"?')
_SEARCHED: Final = 1000  # so many rows from the top may be the headings
_LONGEST_HEADER: Final = 10_000  # characters


@dataclass(frozen=True)
class _Table:
    """Text under one separator.

    Attributes:
        lines: for each row the line that it begins in, as an editor numbers it.
        header: the place of the row of headings, 0 where none is known.
        width: the number of cells of a row of headings that is complete, 0 for any other.
    """

    separator: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    header: int
    width: int = 0


def read_text(text: str, forms: TextForms, limits: Limits) -> Sheet:
    """Return the one sheet that text with separators holds; its rows are those of the file.

    Rows above a known row of headings may be short: they are titles and labels.

    Raises:
        RefusedError: no separator of the programme fits for certain, or a line does not.
    """
    text = text.removesuffix(_END_OF_FILE)
    _refuse_unseen(text)
    declared, text = _take_declaration(text)
    allowed = declared or forms.separators
    if not set(allowed) <= set(forms.separators):
        raise RefusedError(Problem("R-FILE-01"))
    table = _read_table(text, allowed, forms.headings, limits)
    _refuse_rivals(text, table, allowed)
    width = max(map(len, table.rows))
    rows = [row if len(row) == width else _padded(row, width) for row in table.rows]
    return Sheet("", tuple(rows))


def _padded(row: Row, width: int) -> Row:
    return row + ("",) * (width - len(row))


def _refuse_unseen(text: str) -> None:
    unseen = UNSEEN.search(text) or re.search(_SECOND_MARK, text)
    if unseen:
        line = line_at(text, unseen.start())
        raise RefusedError(Problem("R-TEXT-01", cell=f"A{line}", found=repr(unseen.group())))


def _take_declaration(text: str) -> tuple[tuple[str, ...], str]:
    """Return the separator that the first line declares, as Excel has it, and the text without."""
    declaration = _DECLARATION.match(text)
    return ((declaration[1],), text[declaration.end() :]) if declaration else ((), text)


def _read_table(text: str, separators: Sequence[str], headings: Headings, limits: Limits) -> _Table:
    """Return the text under the first separator that fits all lines; else refuse for the first."""
    refused: RefusedError | None = None
    for separator in _candidates(text, separators, headings):
        try:
            return _split(text, separator, headings, limits)
        except RefusedError as error:
            refused = refused or error
    raise refused or RefusedError(Problem("R-FILE-01"))


def _candidates(text: str, separators: Sequence[str], headings: Headings) -> Iterator[str]:
    """Yield the separators to try: those that give known headings, then those of the first line.

    Where there are none, those that divide most lines alike.
    """
    lines = [line for line in LINE_END.split(text) if line.strip()]
    held = [each for each in separators if each in text]
    top = [line for line in lines[:_SEARCHED] if len(line) <= _LONGEST_HEADER]
    tried: set[str] = set()
    for each in held:
        if _has_headings(top, each, headings):
            tried.add(each)
            yield each
    first = _QUOTED.sub("", lines[0]) if lines else ""
    in_first = [each for each in held if each in first and each not in tried]
    yield from in_first
    if not tried and not in_first:
        yield from (each for each in held if _divides_most(lines, each))


def _has_headings(lines: Sequence[str], separator: str, headings: Headings) -> bool:
    cells = ([cell.strip(_QUOTE) for cell in line.split(separator)] for line in lines)
    return find_heading_row(enumerate(cells), headings) is not None


def _divides_most(lines: Sequence[str], separator: str) -> bool:
    counts = Counter(line.count(separator) for line in lines)
    return any(count and 2 * often > len(lines) for count, often in counts.items())


def _refuse_rivals(text: str, table: _Table, separators: Sequence[str]) -> None:
    """Refuse text that another separator divides as well: one may be a row short of a table.

    That is so where the headings, or the first line, and most lines below hold it the same number
    of times. What stands in quotes does not count: that is text.
    """
    rest = text
    for _ in range(table.lines[table.header] - 1):  # to the line of the headings
        rest = rest[end.end() :] if (end := LINE_END.search(rest)) else rest
    if _QUOTE in rest:
        rest = re.sub(_quoted(table.separator), "", rest)
    lines = [line for line in LINE_END.split(rest) if line.strip()]
    held = [each for each in separators if lines and each in lines[0]]
    rival = next((each for each in held if _is_rival(each, lines, table)), None)
    if rival:
        both = tuple(_SHOWN.get(each, each) for each in (table.separator, rival))
        cell = f"A{table.lines[table.header]}"
        raise RefusedError(Problem("R-TEXT-06", cell=cell, found=lines[0], expected=both))


def _is_rival(separator: str, lines: Sequence[str], table: _Table) -> bool:
    if separator == table.separator:
        return False
    counts = Counter([line.count(separator) for line in lines])
    return 2 * counts[lines[0].count(separator)] > len(lines)


def _split(text: str, separator: str, headings: Headings, limits: Limits) -> _Table:
    refuse_beyond("R-FILE-14", text.count(separator), limits.cells)
    _refuse_stray_quotes(text, separator)
    rows: list[Row] = []
    lines: list[int] = []
    for line, cells in _lines_of(text, separator, limits):
        row = tuple([cell.strip() for cell in cells])
        refuse_beyond("R-FILE-09", len(rows) + 1, limits.rows)
        refuse_beyond("R-FILE-10", len(row), limits.columns)
        rows.append(() if len(row) == 1 and not row[0] else row)  # blanks only
        lines.append(line)
    found = find_heading_row(enumerate(rows[:_SEARCHED]), headings)
    filled = (place for place, row in enumerate(rows) if row)
    header = found[0] if found else next(filled, 0)
    is_complete = found and all(rows[header]) and set(headings.required) <= {"", *found[1]}
    width = len(rows[header]) if is_complete else 0
    table = _Table(separator, tuple(rows), tuple(lines), header, width)
    width = _check_widths(table, titles_may_be_short=found is not None)
    if _QUOTE in text:
        _refuse_swallowed_rows(text, separator, width, limits, is_alone=sum(map(bool, rows)) == 1)
    return table


def _check_widths(table: _Table, *, titles_may_be_short: bool) -> int:
    """Return the number of cells of a row, and refuse by its line a row with another number.

    A complete row of headings sets the number; without one it is that of most rows. Rows above the
    headings may be short where these are known, but never longer.
    """
    filled = [(place, len(row)) for place, row in enumerate(table.rows) if row]
    widths = Counter(width for place, width in filled if place >= table.header)
    usual = table.width or (widths.most_common(1)[0][0] if widths else 0)
    for place, width in filled:
        is_short_title = titles_may_be_short and place < table.header and width < usual
        if width != usual and not is_short_title:
            cell, found = f"A{table.lines[place]}", f"{width}"
            raise RefusedError(Problem("R-TEXT-02", cell=cell, found=found, expected=(f"{usual}",)))
    return usual


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
    for match in re.finditer(rf'{_quoted(separator)}|(")', text):
        if match[1]:
            raise RefusedError(Problem("R-TEXT-03", cell=f"A{line_at(text, match.start())}"))


def _quoted(separator: str) -> str:
    """Return the pattern of a cell between quotes."""
    edge = re.escape(separator) + r"\r\n"
    return rf'(?<![^{edge}])"[^"]*+(?:""[^"]*+)*+"(?![^{edge}])'
