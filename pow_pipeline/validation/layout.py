"""Validates the layout of a form: worksheets, columns, rows, region, period, and empty results.

Empty results are formulas without a stored result, and cells that contain an error.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pow_pipeline.addresses import column_letters
from pow_pipeline.model.deliveries import Extension
from pow_pipeline.model.documents import Reading, Sheet
from pow_pipeline.model.findings import Finding
from pow_pipeline.validation.form import Form, Layout, Table
from pow_pipeline.validation.header import Header, find_headers, find_headers_below
from pow_pipeline.validation.region_and_period import determine_period, determine_region
from pow_pipeline.validation.table import Sorted, sort_rows
from schemas.language import read_language
from schemas.programme.programme import Programme
from schemas.rules import is_error
from schemas.text.matching import matching_key


@dataclass(frozen=True)
class LayoutResult:
    """The result of layout validation.

    Attributes:
        form: the form; None if an error prevents it.
        region_code, period: region and period of the form, if known.
    """

    findings: list[Finding]
    form: Form | None = None
    region_code: str | None = None
    period: str | None = None


def validate_layout(
    reading: Reading,
    programme: Programme,
    requested: str | None,
    *,
    extensions: Sequence[Extension],
) -> LayoutResult:
    """Return the form in a parsed delivery, if its layout is valid, and the findings.

    Args:
        reading: the parsed delivery.
        programme: the programme under which it is validated.
        requested: the requested period; if None, the latest period that has opened.
        extensions: extensions in force for this delivery, of any region, in order of decision.
    """
    headers = _find_tables(reading.sheets, programme)
    low = _find_tables_below(reading.sheets, headers, programme)
    if not any(header.is_of_activities for header in headers) and low:
        return LayoutResult([_too_low(reading, low[0], programme)])
    if not headers:
        return LayoutResult([_no_table(reading, programme)])
    header, *others = (*headers, *low)
    if _has_only_empty_categories(header, programme):
        header, reading = _with_empty_columns(header, reading, programme)
    rows = sort_rows(header, programme)
    layout = Layout(reading, programme, header, requested, extensions, findings=[])
    _check_sheets(layout, others)
    _check_columns(layout)
    _check_rows(layout, rows)
    region = determine_region(layout)
    period = determine_period(layout, region)
    is_own = region == (reading.delivery.sender or region)
    if region and period and is_own and not programme.expects(region, period):
        layout.report("R-REGION-05", cell="", found=f"{region} {period}")
    findings = layout.findings
    if any(is_error(finding.rule) for finding in findings) or not region or not period:
        return LayoutResult(findings, None, region, period)
    form = Form(
        reading.delivery,
        region,
        period,
        Table(header, rows.activities),
        rows.nothing,
        _find_answers(layout),
    )
    return LayoutResult(findings, form, region, period)


def _has_only_empty_categories(header: Header, programme: Programme) -> bool:
    """Return whether a list of records has no activities and only declares empty categories."""
    if not header.sheet.records_from:
        return False
    rows = sort_rows(header, programme)
    return bool(rows.nothing) and not rows.activities


def _with_empty_columns(
    header: Header, reading: Reading, programme: Programme
) -> tuple[Header, Reading]:
    """Add the missing columns, which records without activities do not need."""
    complete = header.with_columns(programme.required_columns)
    sheets = tuple(complete.sheet if sheet is header.sheet else sheet for sheet in reading.sheets)
    return complete, replace(reading, sheets=sheets)


def find_table(sheets: Sequence[Sheet], programme: Programme) -> Header | None:
    """Return the header of the table of activities; None if no worksheet has one."""
    return next(iter(_find_tables(sheets, programme)), None)


def _find_tables(sheets: Sequence[Sheet], programme: Programme) -> list[Header]:
    return find_headers(sheets, programme.headings, within=programme.thresholds.header_rows)


def _find_tables_below(
    sheets: Sequence[Sheet], headers: Collection[Header], programme: Programme
) -> list[Header]:
    """Return the headers that are too low, on worksheets without a table of activities."""
    with_table = {id(header.sheet) for header in headers if header.is_of_activities}
    left = [sheet for sheet in sheets if id(sheet) not in with_table]
    return find_headers_below(left, programme.headings, within=programme.thresholds.header_rows)


def _too_low(reading: Reading, header: Header, programme: Programme) -> Finding:
    place = next(at for at, name in enumerate(header.names) if name)
    return Finding(
        reading.delivery.delivery,
        "R-LAYOUT-13",
        sheet=header.sheet.name,
        cell=header.sheet.address(place, header.row),
        found=", ".join(cell for cell in header.cells if cell),
        expected=(f"{programme.thresholds.header_rows}",),
    )


def _no_table(reading: Reading, programme: Programme) -> Finding:
    delivery = reading.delivery.delivery
    for sheet in reading.sheets:
        # A list without records has no columns either.
        if 0 < sheet.records_from == len(sheet.rows):
            return Finding(delivery, "R-LAYOUT-04", sheet=sheet.name, cell=sheet.records_at)
    searched = f"{programme.thresholds.header_rows}"
    labels = [programme.label_of(name) for name in programme.required_columns]
    return Finding(delivery, "R-LAYOUT-01", expected=(searched, *labels))


def _check_sheets(layout: Layout, others: Collection[Header]) -> None:
    """Report other worksheets with activities, and a hidden worksheet of activities."""
    for other in others:
        if other.is_of_activities and any(other.rows_below()):
            rule = "R-LAYOUT-09" if other.sheet.is_hidden else "R-LAYOUT-05"
            layout.report(rule, cell="", expected=[other.sheet.name])
    sheet = layout.header.sheet
    if sheet.is_hidden:
        layout.report("R-LAYOUT-06", cell="", found=sheet.name)


def _check_columns(layout: Layout) -> None:
    header = layout.header
    for name in layout.programme.columns:
        expected = [layout.programme.label_of(name)]
        places = [place for place, named in enumerate(header.names) if named == name]
        if not places and name in layout.programme.required_columns:
            found = ", ".join(cell for cell in header.cells if cell)
            cell = layout.address(0, header.row)
            layout.report("R-LAYOUT-02", cell=cell, found=found, expected=expected)
        for place in places[1:]:
            cell = layout.address(place, header.row)
            layout.report("R-LAYOUT-03", cell=cell, found=header.cells[place], expected=expected)
    named = zip(header.names, header.cells, strict=True)
    ours = _columns_of_ours(layout.programme.languages)
    unknown = [cell for name, cell in named if cell and not name and matching_key(cell) not in ours]
    if unknown:
        cell = layout.address(header.cells.index(unknown[0]), header.row)
        layout.report("R-LAYOUT-08", cell=cell, found=", ".join(unknown))
    _report_hints(layout)
    hidden = sorted(header.sheet.hidden_columns & set(header.columns.values()))
    if hidden:
        cell = layout.address(hidden[0], header.row)
        layout.report("R-LAYOUT-06", cell=cell, found=", ".join(map(column_letters, hidden)))


def _report_hints(layout: Layout) -> None:
    """Report headings that were recognised only after their hint was removed."""
    header = layout.header
    for place, read in enumerate(layout.programme.headings.read_row(header.cells)):
        if not read.is_plain:
            layout.report(
                "R-LAYOUT-12",
                cell=layout.address(place, header.row),
                found=header.cells[place],
                expected=[layout.programme.label_of(read.column)],
            )


@cache
def _columns_of_ours(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the matching keys of the columns that the template adds for information."""
    templates = [read_language(code).template for code in languages]
    names = ("previous_status", "previous_explanation", "remarks")
    return frozenset(matching_key(words[name]) for words in templates for name in names)


def _check_rows(layout: Layout, rows: Sorted) -> None:
    header = layout.header
    counted = {number for number, _ in (*rows.activities, *rows.nothing)}
    left_out = "; ".join(next(filter(None, texts)) for _, texts in rows.left_out)
    if not counted:
        layout.report("R-LAYOUT-04", cell=layout.address(0, header.row + 1), found=left_out)
    _check_other_headers(layout, rows)
    _check_cells_without_value(layout, counted)
    if rows.left_out:
        number, cells = rows.left_out[0]
        place = next(at for at, text in enumerate(cells) if text)
        layout.report("R-LAYOUT-07", cell=layout.address(place, number), found=left_out)
    hidden = sorted(header.sheet.hidden_rows & counted)
    if hidden:
        cell = layout.address(0, hidden[0])
        layout.report("R-LAYOUT-06", cell=cell, found=", ".join(map(str, hidden)))
    _check_covered(layout, counted)


def _check_cells_without_value(layout: Layout, counted: Collection[int]) -> None:
    """Report errors, and formulas without a stored result, in the relevant rows."""
    header = layout.header
    for row, place in sorted(header.sheet.valueless):
        name = header.names[place] if place < len(header.names) else ""
        if row in counted and name:
            rule = "R-CELL-01" if name in layout.programme.required_columns else "R-CELL-03"
            text = header.sheet.rows[row - 1][place]
            layout.report(rule, cell=layout.address(place, row), found=text)


def _check_covered(layout: Layout, counted: Collection[int]) -> None:
    """Report values hidden by merged cells in or above the header and in the relevant rows."""
    header = layout.header
    for row, place in sorted(header.sheet.covered):
        is_known = place < len(header.names) and header.names[place]
        if row <= header.row or (row in counted and is_known):
            text = header.sheet.rows[row - 1][place]
            layout.report("R-CELL-04", cell=layout.address(place, row), found=text)


def _check_other_headers(layout: Layout, rows: Sorted) -> None:
    """Report other rows of column names, and filled columns that have no name."""
    header, names = layout.header, layout.programme.column_names
    unnamed = [place for place, cell in enumerate(header.cells) if not cell]
    filled: set[int] = set()
    suspect = list(header.rows_above())
    for row in (*rows.activities, *rows.nothing, *rows.left_out):
        unnamed_filled = {place for place in unnamed if row[1][place]}
        filled |= unnamed_filled
        status = header.columns.get("status")
        if unnamed_filled or (status is not None and matching_key(row[1][status]) in names):
            suspect.append(row)
    for number, cells in suspect:
        other = Header(header.sheet, number, layout.programme.headings.columns_of(cells))
        if other.is_of_activities:
            place = next(at for at, name in enumerate(other.names) if name)
            layout.report("R-LAYOUT-10", cell=layout.address(place, number), found=cells[place])
    if filled:
        letters = ", ".join(column_letters(place) for place in sorted(filled))
        cell = layout.address(min(filled), header.row)
        layout.report("R-LAYOUT-11", cell=cell, found=letters)


def _find_answers(layout: Layout) -> Table | None:
    """Return the table of answers to the questions; None if there is none or it is ambiguous."""
    programme = layout.programme
    sheets = layout.reading.sheets
    candidates = find_headers(
        [sheet for sheet in sheets if sheet is not layout.header.sheet and not sheet.is_hidden],
        programme.question_headings,
        within=programme.thresholds.header_rows,
    )
    headers = [header for header in candidates if {"question", "score"} <= set(header.names)]
    tables = [table for header in headers if (table := _answers_below(header)).rows]
    if not tables:
        return None
    first = tables[0].header
    # If the header names more columns than it has different names, one of them is there twice.
    if len(tables) > 1 or first.width < sum(map(bool, first.names)):
        cell = first.sheet.address(first.columns["score"], first.row)
        layout.report("R-QUESTION-04", cell=cell, sheet=first.sheet.name)
        return None
    return tables[0]


def _answers_below(header: Header) -> Table:
    place = header.columns["score"]
    return Table(header, tuple(row for row in header.rows_below() if row[1][place]))
