"""Which region a form is from and which period it is about: one of each, wherever it says so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from pow_pipeline.judging.form import Layout
from schemas.matching import matching_key
from schemas.programme import Programme

PROPERTY: Final = "property:"  # before the name of a property, where a cell would be
_NEAREST: Final = 3
_NEAR: Final = 0.75
_Place = tuple[str, str, str]  # sheet, cell or property, text


@dataclass(frozen=True)
class _Named:
    code: str
    cell: str
    text: str
    sheet: str


def settle_region(layout: Layout) -> str | None:
    """Return the code of the region that the form names, and report what is in the way."""
    programme = layout.programme
    sender = programme.region(layout.delivery.sender)
    example = sender or programme.regions[0]
    own = [f"{example.code} {example.name}"]
    named = _settle(
        layout,
        "region",
        lambda text: programme.region_codes.get(matching_key(text)),
        likely=layout.delivery.sender,
        expected=lambda text: [
            *own,
            *(name for name in nearest_regions(text, programme) if name not in own),
        ],
    )
    if named and layout.delivery.sender and named.code != layout.delivery.sender:
        _report_named(layout, "R-REGION-02", named, *own)
    return named.code if named else None


def settle_period(layout: Layout) -> str | None:
    """Return the code of the period that the form names, and report what is in the way."""
    programme, today = layout.programme, layout.arrived_on()
    asked = [layout.asked or programme.asked_on(today).code]
    named = _settle(
        layout, "period", programme.period_code, likely=asked[0], expected=lambda _: asked
    )
    period = programme.period(named.code) if named else None
    if not named or not period:
        return None
    if period.opens > today:
        _report_named(layout, "R-PERIOD-02", named, period.opens.isoformat())
    elif period.closes and period.closes < today:
        _report_named(layout, "R-PERIOD-06", named, period.closes.isoformat())
    elif [named.code] != asked:
        _report_named(layout, "R-PERIOD-05", named, *asked)
    return named.code


def nearest_regions(text: str, programme: Programme) -> list[str]:
    """Return code and name of the regions whose names are nearest to a text, at most three."""
    keys = get_close_matches(matching_key(text), programme.region_codes, n=_NEAREST, cutoff=_NEAR)
    codes = dict.fromkeys(programme.region_codes[key] for key in keys)
    regions = (programme.region(code) for code in codes)
    return [f"{region.code} {region.name}" for region in regions if region]


def _report_named(layout: Layout, rule: str, named: _Named, *expected: str) -> None:
    layout.report(rule, cell=named.cell, found=named.text, expected=expected, sheet=named.sheet)


def _settle(
    layout: Layout,
    what: Literal["region", "period"],
    code_of: Callable[[str], str | None],
    *,
    likely: str,
    expected: Callable[[str], Sequence[str]],
) -> _Named | None:
    """Return the one region or period that the form names, and report what is in the way.

    Where it names several, the others are held against the likely one, if that is among them.
    """
    rule = f"R-{what.upper()}"
    places: dict[str, _Place] = {}
    for place in (*_named_cells(layout, what), *_properties(layout, what)):
        places.setdefault(place[2], place)
    for place in _said_besides(layout, what):
        if code_of(place[2]):  # else it is a note, or another label's value
            places.setdefault(place[2], place)
    if not places:
        cell = layout.address(0, layout.header.row)
        layout.report(f"{rule}-03", cell=cell, expected=expected(""))
    named = [
        _Named(code_of(text) or "", cell, text, sheet) for sheet, cell, text in places.values()
    ]
    known = [each for each in named if each.code]
    settled = next((each for each in known if each.code == likely), known[0] if known else None)
    for each in named:
        if not each.code:
            _report_named(layout, f"{rule}-01", each, *expected(each.text))
        elif settled and each.code != settled.code and each.sheet not in layout.sheets_to_go:
            _report_named(layout, f"{rule}-04", each, settled.text, settled.cell)
    return settled


def _properties(layout: Layout, what: str) -> Iterator[_Place]:
    names = layout.programme.column_names
    for name, text in layout.reading.properties:
        if names.get(matching_key(name)) == what and text.strip():
            yield "", f"{PROPERTY}{name}", text.strip()


def _named_cells(layout: Layout, what: str) -> Iterator[_Place]:
    """Yield sheet, address and text of each cell that gives the region or period.

    The value beside a label above the header comes first (the next filled cell to the right, or
    what stands behind the label's colon), then the column of that name.
    """
    header, sheet = layout.header, layout.header.sheet
    for row, cells in header.rows_above():
        for values in _beside_labels(cells, what, layout.programme.column_names):
            for place, text in values[:1]:
                yield sheet.name, layout.address(place, row), text
    if what in header.names:
        place = header.columns[what]
        for row, cells in header.rows_below():
            if cells[place]:
                yield sheet.name, layout.address(place, row), cells[place]


def _said_besides(layout: Layout, what: str) -> Iterator[_Place]:
    """Yield what else stands beside a label: further values, and those on other sheets."""
    names = layout.programme.column_names
    for row, cells in layout.header.rows_above():
        for values in _beside_labels(cells, what, names):
            for place, text in values[1:]:
                yield layout.header.sheet.name, layout.address(place, row), text
    for sheet in layout.reading.sheets:
        if sheet is layout.header.sheet or sheet.is_hidden:
            continue
        top = sheet.rows[: layout.programme.thresholds.header_rows]
        for row, cells in enumerate(top, start=1):
            for values in _beside_labels(cells, what, names):
                for place, text in values:
                    yield sheet.name, sheet.address(place, row), text


def _beside_labels(
    cells: Sequence[str], what: str, names: Mapping[str, str]
) -> Iterator[list[tuple[int, str]]]:
    """Yield for each label in a row the places and texts up to the next label."""
    labels = [names.get(matching_key(cell.partition(":")[0]), "") for cell in cells]
    for at, label in enumerate(labels):
        if label != what:
            continue
        following = (to for to in range(at + 1, len(cells)) if labels[to])
        end = next(following, len(cells))
        behind = cells[at].partition(":")[2].strip()
        filled = [(to, cells[to]) for to in range(at + 1, end) if cells[to]]
        yield [(at, behind), *filled] if behind else filled
