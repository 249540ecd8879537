"""Chooses the separator of delimited text and parses it into rows; refuses it with the bad line.

Every row from the headings on must have the same number of cells, so a missing or extra separator
never shifts cells. The parsers of DuckDB and pandas are not used, because they shift cells without
an error.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pow_pipeline.model.documents import Problem, Sheet
from pow_pipeline.parsing.document import UNSEEN, Row
from pow_pipeline.parsing.encoding import LINE_END, line_at
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from schemas.text.headings import Headings, find_heading_row
from schemas.text.text_forms import TextForms

_QUOTE: Final = '"'
_END_OF_FILE: Final = "\x1a"  # the end-of-file character of DOS
_SECOND_MARK: Final = "\ufeff"  # a byte order mark where two files were joined
_DECLARATION: Final = re.compile(r"[\"']?sep=(.)[\"']?(?=\r\n|\r|\n)", re.IGNORECASE)
_SHOWN: Final = {"\t": "tab"}
_QUOTED: Final = re.compile(r'"[^"]*"?')
_SEARCHED: Final = 1000  # rows from the top that are searched for the headings
_LONGEST_HEADER: Final = 10_000  # characters
# Characters in a field, the default of the csv module; set because other libraries change it.
_LONGEST_FIELD: Final = 131_072


@dataclass(frozen=True)
class _Table:
    """Text split by one separator.

    Attributes:
        lines: first line of each row, numbered from 1 as in an editor.
        header: index of the heading row; if it is not known, of the first row with text.
        width: number of cells of a complete heading row; 0 if it is incomplete or unknown.
    """

    separator: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    header: int
    width: int = 0


def read_text(text: str, forms: TextForms, limits: Limits) -> Sheet:
    """Return delimited text as a single worksheet with the same rows.

    Rows above a known heading row can be shorter, because they are titles and labels.

    Raises:
        RefusedError: no separator of the programme fits unambiguously, or a line does not fit.
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
    """Return the separator of the `sep=` line that Excel writes, and the text without the line."""
    declaration = _DECLARATION.match(text)
    return ((declaration[1],), text[declaration.end() :]) if declaration else ((), text)


def _read_table(text: str, separators: Sequence[str], headings: Headings, limits: Limits) -> _Table:
    """Return the text split by the first separator that fits; else raise the first refusal."""
    refused: RefusedError | None = None
    for separator in _candidates(text, separators, headings):
        try:
            return _split(text, separator, headings, limits)
        except RefusedError as error:
            refused = refused or error
    raise refused or RefusedError(Problem("R-FILE-01"))


def _candidates(text: str, separators: Sequence[str], headings: Headings) -> Iterator[str]:
    """Yield the separators to try: those that give known headings, then those in the first line.

    If there are none, yield those that split most lines into the same number of cells.
    """
    lines = [line for line in LINE_END.split(text) if line.strip()]
    present = [separator for separator in separators if separator in text]
    top = [line for line in lines[:_SEARCHED] if len(line) <= _LONGEST_HEADER]
    tried: set[str] = set()
    for separator in present:
        if _has_headings(top, separator, headings):
            tried.add(separator)
            yield separator
    first = _QUOTED.sub("", lines[0]) if lines else ""
    in_first = [separator for separator in present if separator in first and separator not in tried]
    yield from in_first
    if not tried and not in_first:
        yield from (separator for separator in present if _divides_most(lines, separator))


def _has_headings(lines: Sequence[str], separator: str, headings: Headings) -> bool:
    cells = ([cell.strip(_QUOTE) for cell in line.split(separator)] for line in lines)
    return find_heading_row(enumerate(cells), headings) is not None


def _divides_most(lines: Sequence[str], separator: str) -> bool:
    counts = Counter(line.count(separator) for line in lines)
    return any(count and 2 * often > len(lines) for count, often in counts.items())


def _refuse_rivals(text: str, table: _Table, separators: Sequence[str]) -> None:
    """Refuse text that another separator splits as well, because the right one is then unknown.

    Another separator splits the text if it occurs the same number of times in the headings, or the
    first line, and in most lines below. Quoted text does not count.
    """
    rest = text
    for _ in range(table.lines[table.header] - 1):  # to the line of the headings
        rest = rest[end.end() :] if (end := LINE_END.search(rest)) else rest
    if _QUOTE in rest:
        rest = re.sub(_quoted(table.separator), "", rest)
    lines = [line for line in LINE_END.split(rest) if line.strip()]
    present = [separator for separator in separators if lines and separator in lines[0]]
    rival = next((separator for separator in present if _is_rival(separator, lines, table)), None)
    if rival:
        both = tuple(_SHOWN.get(separator, separator) for separator in (table.separator, rival))
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
    match = find_heading_row(enumerate(rows[:_SEARCHED]), headings)
    filled = (place for place, row in enumerate(rows) if row)
    header = match[0] if match else next(filled, 0)
    is_complete = match and all(rows[header]) and set(headings.required) <= {"", *match[1]}
    width = len(rows[header]) if is_complete else 0
    table = _Table(separator, tuple(rows), tuple(lines), header, width)
    width = _check_widths(table, titles_may_be_short=match is not None)
    if _QUOTE in text:
        _refuse_swallowed_rows(text, separator, width, limits, is_alone=sum(map(bool, rows)) == 1)
    return table


def _check_widths(table: _Table, *, titles_may_be_short: bool) -> int:
    """Return the number of cells per row; refuse a row with another number, with its line.

    A complete heading row sets the number; otherwise it is the most frequent one. Rows above known
    headings can be shorter, but never longer.
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
    """Yield the first line and the cells of each row, with lines numbered as in an editor."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:  # a cell is longer than the limit
        found = f"> {_LONGEST_FIELD}"
        problem = Problem("R-FILE-11", found=found, expected=(f"{limits.cell_length}",))
        raise RefusedError(problem) from error


def _refuse_swallowed_rows(
    text: str, separator: str, width: int, limits: Limits, *, is_alone: bool
) -> None:
    """Refuse a cell that contains whole rows, because stray quotes can have enclosed them.

    Such a cell has as many separators as those rows would have. If only one row is left, that
    number is unknown, so any line end with a separator is refused.
    """
    for line, cells in _lines_of(text, separator, limits):
        for cell in cells:
            ends, count = len(LINE_END.findall(cell)), cell.count(separator)
            if ends and count and (is_alone or count == ends * (width - 1)):
                raise RefusedError(Problem("R-TEXT-03", cell=f"A{line}"))


def _refuse_stray_quotes(text: str, separator: str) -> None:
    """Refuse quotes except around a whole cell or doubled inside such a cell (RFC 4180)."""
    if _QUOTE not in text:
        return
    for match in re.finditer(rf'{_quoted(separator)}|(")', text):
        if match[1]:
            raise RefusedError(Problem("R-TEXT-03", cell=f"A{line_at(text, match.start())}"))


def _quoted(separator: str) -> str:
    """Return the pattern of a quoted cell."""
    edge = re.escape(separator) + r"\r\n"
    return rf'(?<![^{edge}])"[^"]*+(?:""[^"]*+)*+"(?![^{edge}])'
