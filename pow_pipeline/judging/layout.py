"""Whether a form can be understood: its columns, and the one region and period it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pow_pipeline.judging.header import Header, cell_address, find_headers
from pow_pipeline.model import Delivery, Finding, Reading
from schemas.matching import matching_key
from schemas.programme import Programme


@dataclass(frozen=True)
class Form:
    """A delivery whose layout is understood.

    Attributes:
        columns: where each known column stands, from 0.
        rows: the filled rows below the header, each with its number in the sheet.
    """

    delivery: Delivery
    sheet: str
    region_code: str
    period: str
    columns: Mapping[str, int]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Layout:
    """What is known of a form while it is being understood; findings are gathered on the way."""

    delivery: Delivery
    programme: Programme
    header: Header
    findings: list[Finding]

    def report(
        self, rule: str, *, cell: str, found: str = "", expected: Sequence[str] = ()
    ) -> None:
        """Add a finding about a cell of this form."""
        sheet = self.header.sheet.name
        self.findings.append(
            Finding(
                self.delivery.delivery,
                rule,
                sheet=sheet,
                cell=cell,
                found=found,
                expected=tuple(expected),
            )
        )

    def arrived_on(self) -> date:
        """Return the day of arrival in the programme's time zone."""
        return self.delivery.received_at.astimezone(self.programme.zone).date()


@dataclass(frozen=True)
class _Named:
    code: str
    cell: str
    text: str


def understand_layout(reading: Reading, programme: Programme) -> Form | list[Finding]:
    """Return the form that a reading holds, or everything that keeps it from being one."""
    headers = find_headers(reading.sheets, programme)
    if not headers:
        expected = tuple(programme.label_of(name) for name in programme.required_columns)
        return [Finding(reading.delivery.delivery, "R-LAYOUT-01", expected=expected)]
    header, *others = headers
    layout = Layout(reading.delivery, programme, header, findings=[])
    for other in others:
        if any(other.rows_below()):
            layout.report("R-LAYOUT-05", cell="", expected=[other.sheet.name])
    _check_columns(layout)
    region = _check_region(layout)
    period = _check_period(layout)
    if region and period and not programme.expects(region, period):
        layout.report("R-REGION-05", cell="", found=f"{region} {period}")
    _check_cells(layout)
    rows = tuple(header.rows_below())
    if not rows:
        layout.report("R-LAYOUT-04", cell=cell_address(0, header.row + 1))
    if layout.findings or not region or not period:
        return layout.findings
    columns = {name: place for place, name in enumerate(header.names) if name}
    return Form(reading.delivery, header.sheet.name, region, period, columns, rows)


def _check_columns(layout: Layout) -> None:
    header = layout.header
    for name in layout.programme.columns:
        expected = [layout.programme.label_of(name)]
        places = [place for place, each in enumerate(header.names) if each == name]
        if not places and name in layout.programme.required_columns:
            found = ", ".join(cell for cell in header.cells if cell)
            cell = cell_address(0, header.row)
            layout.report("R-LAYOUT-02", cell=cell, found=found, expected=expected)
        for place in places[1:]:
            cell = cell_address(place, header.row)
            layout.report("R-LAYOUT-03", cell=cell, found=header.cells[place], expected=expected)


def _check_cells(layout: Layout) -> None:
    """Report cells below the header, in columns that count, that hold no value of their own."""
    header = layout.header
    for row, place in sorted(header.sheet.valueless):
        name = header.names[place] if place < len(header.names) else ""
        if row > header.row and name in layout.programme.required_columns:
            text = header.sheet.rows[row - 1][place]
            layout.report("R-CELL-01", cell=cell_address(place, row), found=text)


def _check_region(layout: Layout) -> str | None:
    sender = layout.programme.region(layout.delivery.sender)
    own = [f"{sender.code} {sender.name}"] if sender else []
    named = _settle(layout, "region", layout.programme.region_codes, expected=own)
    if named and named.code != layout.delivery.sender:
        layout.report("R-REGION-02", cell=named.cell, found=named.text, expected=own)
    return named.code if named else None


def _check_period(layout: Layout) -> str | None:
    periods = layout.programme.periods
    opened = [each.code for each in periods if each.opens <= layout.arrived_on()]
    example = opened[-1:] or [periods[0].code]
    named = _settle(layout, "period", layout.programme.period_codes, expected=example)
    if named and named.code not in opened:
        opens = next(each.opens for each in periods if each.code == named.code)
        expected = [opens.isoformat()]
        layout.report("R-PERIOD-02", cell=named.cell, found=named.text, expected=expected)
    return named.code if named else None


def _settle(
    layout: Layout, what: str, codes: Mapping[str, str], *, expected: Sequence[str]
) -> _Named | None:
    """Return the one region or period that the form names, and report what is in the way."""
    rule = f"R-{what.upper()}"
    cells: dict[str, str] = {}
    for cell, text in _named_values(layout.header, what, layout.programme):
        cells.setdefault(text, cell)
    if not cells:
        layout.report(f"{rule}-03", cell=cell_address(0, layout.header.row), expected=expected)
    settled: _Named | None = None
    for text, cell in cells.items():
        code = codes.get(matching_key(text))
        if code is None:
            layout.report(f"{rule}-01", cell=cell, found=text, expected=expected)
        elif settled is None:
            settled = _Named(code, cell, text)
        elif code != settled.code:
            layout.report(f"{rule}-04", cell=cell, found=text, expected=[settled.text])
    return settled


def _named_values(header: Header, what: str, programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield cell and text of each value that a form gives for its region or period.

    Labelled cells above the header come first (the value is the next filled cell to the right),
    then the column of that name.
    """
    for row, cells in header.rows_above():
        for place, cell in enumerate(cells):
            if programme.column_names.get(matching_key(cell)) == what:
                following = ((to, text) for to, text in enumerate(cells) if to > place and text)
                yield from ((cell_address(to, row), text) for to, text in list(following)[:1])
    if what in header.names:
        place = header.names.index(what)
        for row, cells in header.rows_below():
            if cells[place]:
                yield cell_address(place, row), cells[place]
