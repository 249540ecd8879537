"""Determines the region and period of a form; refuses a period before it opens or after it closes.

All places in the file that name them count; places that contradict each other are reported.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from pow_pipeline.model.documents import Sheet
from pow_pipeline.validation.form import Layout
from schemas.programme.parts import Region
from schemas.programme.programme import Programme
from schemas.text.headings import Headings
from schemas.text.matching import matching_key

PROPERTY: Final = "property:"  # prefix of a property name in place of a cell address
_MAX_SUGGESTIONS: Final = 3
_MIN_SIMILARITY: Final = 0.75
_What = Literal["region", "period"]


@dataclass(frozen=True)
class _Place:
    """A text that can name a region or a period.

    Attributes:
        cell: address of the cell; for a property, `PROPERTY` and its name.
        is_labelled: whether an unknown text precedes it and can be its label.
    """

    text: str
    cell: str
    sheet: str = ""
    is_labelled: bool = False


@dataclass(frozen=True)
class _Named:
    """A place and the meaning of its text.

    Attributes:
        codes: regions or periods that it names; several if it contradicts itself.
        is_certain: whether it can mean nothing else, such as a town with the name of a region.
    """

    place: _Place
    codes: tuple[str, ...]
    is_certain: bool = True

    @property
    def code(self) -> str:
        """The region or period that it names; '' if none or several."""
        return self.codes[0] if len(self.codes) == 1 else ""


_Read = Callable[[_Place], _Named]


def determine_region(layout: Layout) -> str | None:
    """Return the code of the region that the form names, and report any problem."""
    programme = layout.programme
    sender = programme.region(layout.delivery.sender)
    example = sender or programme.regions[0]
    own = [_code_and_name(example)]

    def read(place: _Place) -> _Named:
        matches = programme.regions_in(place.text)
        return _Named(place, matches.codes, matches.by_code)

    def expected(text: str) -> list[str]:
        if codes := programme.regions_in(text).codes:
            return [_code_and_name(region) for region in map(programme.region, codes) if region]
        return list(dict.fromkeys([*own, *nearest_regions(text, programme)]))

    named = _resolve(layout, "region", read, likely=layout.delivery.sender, expected=expected)
    if named and layout.delivery.sender and named.code != layout.delivery.sender:
        _report_named(layout, "R-REGION-02", named, *own)
    return named.code if named else None


def determine_period(layout: Layout, region: str | None) -> str | None:
    """Return the code of the period that the form names, and report any problem.

    The last day is the closing day of the period, or the extended deadline of the region if later.

    Args:
        layout: the form.
        region: region of the form, whose extension applies.
    """
    programme, today = layout.programme, layout.arrived_on()
    requested = [layout.requested or programme.current_period(today).code]

    def read(place: _Place) -> _Named:
        code = programme.period_code(place.text)
        return _Named(place, (code,) if code else ())

    named = _resolve(layout, "period", read, likely=requested[0], expected=lambda _: requested)
    period = programme.period(named.code) if named else None
    if not named or not period:
        return None
    closes = period.closing_day_for(layout.extended_until(region, period.code))
    if period.opens > today:
        _report_named(layout, "R-PERIOD-02", named, period.opens.isoformat())
    elif closes and closes < today:
        _report_named(layout, "R-PERIOD-06", named, closes.isoformat())
    elif [named.code] != requested:
        _report_named(layout, "R-PERIOD-05", named, *requested)
    return named.code


def nearest_regions(text: str, programme: Programme) -> list[str]:
    """Return the code and name of the regions most similar to a text, at most three.

    A region whose code occurs in the text comes first, as in "AM12 Gooi en Vechtstrek".
    """
    words = {matching_key(word) for word in text.split()}
    named = [region.code for region in programme.regions if matching_key(region.code) in words]
    keys = get_close_matches(
        matching_key(text), programme.region_codes, n=_MAX_SUGGESTIONS, cutoff=_MIN_SIMILARITY
    )
    codes = dict.fromkeys([*named, *(programme.region_codes[key] for key in keys)])
    regions = (programme.region(code) for code in codes)
    return [_code_and_name(region) for region in regions if region][:_MAX_SUGGESTIONS]


def _code_and_name(region: Region) -> str:
    return f"{region.code} {region.name}"


def _report_named(layout: Layout, rule: str, named: _Named, *expected: str) -> None:
    place = named.place
    layout.report(rule, cell=place.cell, found=place.text, expected=expected, sheet=place.sheet)


def _resolve(
    layout: Layout,
    what: _What,
    read: _Read,
    *,
    likely: str,
    expected: Callable[[str], Sequence[str]],
) -> _Named | None:
    """Return the one region or period that the form names, and report any problem.

    If the form names several, the likely one is chosen if it is among them, and the others are
    reported. Document properties are used only if no cell names any.
    """
    rule = f"R-{what.upper()}"
    candidates, doubtful = _named_in_cells(layout, what, read)
    properties = [read(place) for place in _properties(layout, what)]
    if not candidates:
        candidates, properties = properties, []
    if not candidates:
        cell = layout.address(0, layout.header.row)
        layout.report(f"{rule}-03", cell=cell, expected=expected(""))
    known = [named for named in candidates if named.code]
    chosen = next((named for named in known if named.code == likely), known[0] if known else None)
    for named in candidates:
        if not named.code:
            unclear = f"{rule}-06" if named.codes else f"{rule}-01"
            _report_named(layout, unclear, named, *expected(named.place.text))
        elif chosen:
            _report_other(layout, f"{rule}-04", named, chosen)
    if chosen:
        for named in doubtful:
            _report_other(layout, f"{rule}-07", named, chosen)
        for named in properties:
            _report_other(layout, f"{rule}-08", named, chosen)
    return chosen


def _report_other(layout: Layout, rule: str, other: _Named, chosen: _Named) -> None:
    """Report a place that names a different region or period than the chosen one."""
    is_other = bool(other.codes) and chosen.code not in other.codes
    if is_other and other.place.sheet not in layout.sheets_to_go:
        _report_named(layout, rule, other, chosen.place.text, chosen.place.cell)


def _named_in_cells(layout: Layout, what: _What, read: _Read) -> tuple[list[_Named], list[_Named]]:
    """Return the candidates in the cells of a form, each text once, and the doubtful ones.

    Further values next to a label, and labels on other worksheets, count only if their value is
    known. Two things cast doubt on such a value: it is not the first after its label and may be
    the name of a town; an unknown text before it may be its label. One makes it doubtful; both
    make it ignored.
    """
    places: dict[str, _Place] = {}
    for place in _named_cells(layout, what):
        places.setdefault(place.text, place)
    candidates = {text: read(place) for text, place in places.items()}
    doubtful: dict[str, _Named] = {}
    for place, is_further in _other_values(layout, what):
        named = read(place)
        doubts = is_further * (not named.is_certain) + place.is_labelled
        if named.codes and doubts == 0:
            candidates.setdefault(place.text, named)
        elif named.codes and doubts == 1:
            doubtful.setdefault(place.text, named)
    return list(candidates.values()), list(doubtful.values())


def _properties(layout: Layout, what: _What) -> Iterator[_Place]:
    for name, text in layout.reading.properties:
        if layout.programme.headings.read(name).column == what and text.strip():
            yield _Place(text.strip(), f"{PROPERTY}{name}")


def _named_cells(layout: Layout, what: _What) -> Iterator[_Place]:
    """Yield each cell that gives the region or period.

    Values next to a label above the header come first: the text after the colon of the label, or
    the next filled cell to the right. The cells of the column with that name follow.
    """
    header, sheet = layout.header, layout.header.sheet
    for row, cells in header.rows_above():
        for values in _values_of_labels(cells, what, layout.programme.headings):
            for place, text in values[:1]:
                yield _Place(text, layout.address(place, row), sheet.name)
    if what in header.names:
        place = header.columns[what]
        for row, cells in header.rows_below():
            if cells[place]:
                yield _Place(cells[place], layout.address(place, row), sheet.name)


def _other_values(layout: Layout, what: _What) -> Iterator[tuple[_Place, bool]]:
    """Yield the other values next to a label, and whether each is a further value.

    These are all values except the first above the header, and all values on other worksheets.
    """
    for sheet in layout.reading.sheets:
        is_own = sheet is layout.header.sheet
        if sheet.is_hidden and not is_own:
            continue
        for places in _labelled_places(layout, sheet, what, is_own=is_own):
            further = enumerate(places)
            yield from ((place, at > 0) for at, place in further if at or not is_own)


def _labelled_places(
    layout: Layout, sheet: Sheet, what: _What, *, is_own: bool
) -> Iterator[Iterator[_Place]]:
    """Yield the values next to each label on a worksheet, from the first on."""
    within = layout.header.row - 1 if is_own else layout.programme.thresholds.header_rows
    for row, cells in enumerate(sheet.rows[:within], start=1):
        for values in _values_of_labels(cells, what, layout.programme.headings):
            yield _further(values, sheet, row, layout, what)


def _further(
    values: Sequence[tuple[int, str]], sheet: Sheet, row: int, layout: Layout, what: _What
) -> Iterator[_Place]:
    """Yield the values next to a label; an unknown text among them labels the value after it."""
    is_labelled = False
    for at, (place, text) in enumerate(values):
        yield _Place(text, sheet.address(place, row), sheet.name, is_labelled)
        is_labelled = at > 0 and not _is_one(text, what, layout.programme)


def _is_one(text: str, what: _What, programme: Programme) -> bool:
    return bool(
        programme.regions_in(text).codes if what == "region" else programme.period_code(text)
    )


def _values_of_labels(
    cells: Sequence[str], what: _What, headings: Headings
) -> Iterator[list[tuple[int, str]]]:
    """For each label in a row, yield the index and text of the filled cells up to the next one."""
    read = [_as_label(cell, headings) for cell in cells]
    for at, (label, behind) in enumerate(read):
        if label != what:
            continue
        following = (to for to in range(at + 1, len(cells)) if read[to][0])
        end = next(following, len(cells))
        filled = [(to, cells[to]) for to in range(at + 1, end) if cells[to]]
        yield [(at, behind), *filled] if behind else filled


def _as_label(cell: str, headings: Headings) -> tuple[str, str]:
    """Return the column that a cell labels, '' for none, and the text after its colon."""
    label, _, behind = cell.partition(":")
    return headings.read(label).column, behind.strip()
