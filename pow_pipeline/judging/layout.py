"""Whether a form can be understood: its sheets, its columns, and what it is about."""

from collections.abc import Collection

from pow_pipeline.addresses import column_letters
from pow_pipeline.judging.form import Form, Layout, Table
from pow_pipeline.judging.header import Header, find_headers
from pow_pipeline.judging.identity import settle_period, settle_region
from pow_pipeline.judging.table import Sorted, sort_rows
from pow_pipeline.model import Finding, Reading
from schemas.programme import Programme
from schemas.rules import is_error


def understand_layout(
    reading: Reading, programme: Programme, asked: str | None
) -> tuple[Form | None, list[Finding]]:
    """Return the form that a reading holds, None if it holds none, and what there is to say.

    Args:
        reading: what was read.
        programme: the programme that it is judged under.
        asked: the period that is asked for; the latest that has opened if None.
    """
    headers = find_headers(
        reading.sheets,
        programme.column_names,
        required=programme.required_columns,
        within=programme.thresholds.header_rows,
    )
    if not headers:
        expected = tuple(programme.label_of(name) for name in programme.required_columns)
        return None, [Finding(reading.delivery.delivery, "R-LAYOUT-01", expected=expected)]
    header, *others = headers
    layout = Layout(reading, programme, header, asked, findings=[])
    rows = sort_rows(header, programme)
    _check_sheets(layout, others)
    _check_columns(layout)
    _check_rows(layout, rows)
    region, period = settle_region(layout), settle_period(layout)
    if region and period and not programme.expects(region, period):
        layout.report("R-REGION-05", cell="", found=f"{region} {period}")
    findings = layout.findings
    if any(is_error(finding.rule) for finding in findings) or not region or not period:
        return None, findings
    form = Form(
        reading.delivery,
        region,
        period,
        Table(header, rows.activities),
        rows.nothing,
        _find_answers(reading, programme, header),
    )
    return form, findings


def _check_sheets(layout: Layout, others: Collection[Header]) -> None:
    """Report other sheets with activities, and that the one that counts is hidden."""
    required = set(layout.programme.required_columns)
    for other in others:
        if required <= set(other.names) and any(other.rows_below()):
            rule = "R-LAYOUT-09" if other.sheet.is_hidden else "R-LAYOUT-05"
            layout.report(rule, cell="", expected=[other.sheet.name])
    sheet = layout.header.sheet
    if sheet.is_hidden:
        layout.report("R-LAYOUT-06", cell="", found=sheet.name)


def _check_columns(layout: Layout) -> None:
    header = layout.header
    for name in layout.programme.columns:
        expected = [layout.programme.label_of(name)]
        places = [place for place, each in enumerate(header.names) if each == name]
        if not places and name in layout.programme.required_columns:
            found = ", ".join(cell for cell in header.cells if cell)
            cell = layout.address(0, header.row)
            layout.report("R-LAYOUT-02", cell=cell, found=found, expected=expected)
        for place in places[1:]:
            cell = layout.address(place, header.row)
            layout.report("R-LAYOUT-03", cell=cell, found=header.cells[place], expected=expected)
    named = zip(header.names, header.cells, strict=True)
    unknown = [cell for name, cell in named if cell and not name]
    if unknown:
        cell = layout.address(header.cells.index(unknown[0]), header.row)
        layout.report("R-LAYOUT-08", cell=cell, found=", ".join(unknown))
    hidden = sorted(header.sheet.hidden_columns & set(header.columns.values()))
    if hidden:
        cell = layout.address(hidden[0], header.row)
        layout.report("R-LAYOUT-06", cell=cell, found=", ".join(map(column_letters, hidden)))


def _check_rows(layout: Layout, rows: Sorted) -> None:
    header = layout.header
    counted = {number for number, _ in (*rows.activities, *rows.nothing)}
    if not counted:
        layout.report("R-LAYOUT-04", cell=layout.address(0, header.row + 1))
    for row, place in sorted(header.sheet.valueless):
        name = header.names[place] if place < len(header.names) else ""
        if row in counted and name in layout.programme.required_columns:
            text = header.sheet.rows[row - 1][place]
            layout.report("R-CELL-01", cell=layout.address(place, row), found=text)
    if rows.left_out:
        number, cells = rows.left_out[0]
        place = next(at for at, text in enumerate(cells) if text)
        found = "; ".join(next(filter(None, texts)) for _, texts in rows.left_out)
        layout.report("R-LAYOUT-07", cell=layout.address(place, number), found=found)
    hidden = sorted(header.sheet.hidden_rows & counted)
    if hidden:
        cell = layout.address(0, hidden[0])
        layout.report("R-LAYOUT-06", cell=cell, found=", ".join(map(str, hidden)))


def _find_answers(reading: Reading, programme: Programme, taken: Header) -> Table | None:
    """Return the table of answers to the programme's questions, if another sheet has one."""
    headers = find_headers(
        [sheet for sheet in reading.sheets if sheet is not taken.sheet and not sheet.is_hidden],
        programme.question_columns,
        required=("question", "score"),
        within=programme.thresholds.header_rows,
    )
    for header in headers:
        if {"question", "score"} <= set(header.names):
            places = [header.columns["question"], header.columns["score"]]
            rows = (row for row in header.rows_below() if all(row[1][at] for at in places))
            return Table(header, tuple(rows))
    return None
