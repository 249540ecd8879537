"""Builds the section on coverage: a map of tiles, the regions without a report, and the bounds."""

from collections.abc import Iterator
from typing import Final, Literal

from pow_pipeline.publication.charts.drawing import draw
from pow_pipeline.publication.charts.tiles import Look, Tile, specify_tiles
from pow_pipeline.publication.figures import Reporting
from pow_pipeline.publication.sheet.blocks import Chart, Heading, Items, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.bounds import bounds_of
from pow_pipeline.publication.sheet.parts.distribution import share_of
from schemas.programme.parts import Region
from schemas.programme.programme import TOTAL

CHART: Final = "coverage"
Outcome = Literal["on_time", "late", "silent", "exempt", "exempt_reported"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("on_time", "late", "silent", "exempt", "exempt_reported")
_COLUMNS: Final = 7  # columns of the grid if no places are configured


def coverage_section(edition: Edition) -> Section:
    """Return the coverage of the regions, with the bounds of the total."""
    return Section(
        edition.say("coverage"),
        (
            Text(" ".join(_sentences(edition))),
            _chart(edition),
            *_named(edition),
            *_bounds(edition),
        ),
    )


def outcome_of(reporting: Reporting) -> Outcome:
    """Return the outcome of the report of one region."""
    if reporting.exempt:
        return "exempt_reported" if reporting.exempt_reported else "exempt"
    if reporting.silent:
        return "silent"
    return "late" if reporting.late else "on_time"


def place_regions(edition: Edition) -> list[tuple[Region, int, int]]:
    """Return the regions that were expected, each with its row and column on the map.

    If one of them has no separate place, all are placed in the order of the programme.
    """
    expected = [
        region for region in edition.programme.regions if region.code in edition.figures.regions
    ]
    places = {region.region: (region.row, region.column) for region in edition.programme.tiles}
    taken = {places[region.code] for region in expected if region.code in places}
    if len(taken) < len(expected):
        places = {region.code: _next_place(number) for number, region in enumerate(expected)}
    return [(region, *places[region.code]) for region in expected]


def _next_place(number: int) -> tuple[int, int]:
    return number // _COLUMNS + 1, number % _COLUMNS + 1


def _sentences(edition: Edition) -> Iterator[str]:
    reporting = edition.figures.reporting
    expected = reporting.expected - reporting.exempt
    yield edition.say_number(
        "reporting",
        reporting.in_force,
        expected=edition.count(expected),
        on_time=edition.count(reporting.on_time),
    )
    if reporting.exempt_reported:
        yield edition.say_number("reporting_exempt", reporting.exempt_reported)


def _chart(edition: Edition) -> Chart:
    accent = edition.programme.look.accent
    looks = {
        "on_time": Look(edition.say("tile_on_time"), accent, "#FFFFFF", accent),
        "late": Look(edition.say("tile_late"), "#DCE6F1", "#1A1A1A", accent),
        "silent": Look(edition.say("tile_silent"), "#F3F3F3", "#1A1A1A", "#6B7280", is_dashed=True),
        "exempt": Look(edition.say("tile_exempt"), "#FFFFFF", "#1A1A1A", "#6B7280"),
        "exempt_reported": Look(
            edition.say("tile_exempt_reported"), "#FFFFFF", "#1A1A1A", accent, is_dashed=True
        ),
    }
    tiles = [
        Tile(region.code, row, column, looks[outcome_of(edition.figures.regions[region.code])])
        for region, row, column in place_regions(edition)
    ]
    descriptions = (
        f"{edition.say(f'outcome_{outcome}')}: {', '.join(names)}"
        for outcome, names in _by_outcome(edition).items()
        if names
    )
    return Chart(
        CHART,
        edition.say("tiles"),
        draw(specify_tiles(tiles)),
        edition.say("tiles_alt", figures="; ".join(descriptions)),
        is_narrow=True,
    )


def _by_outcome(edition: Edition) -> dict[Outcome, list[str]]:
    names: dict[Outcome, list[str]] = {outcome: [] for outcome in OUTCOMES}
    for region in edition.programme.regions:
        if reporting := edition.figures.regions.get(region.code):
            names[outcome_of(reporting)].append(f"{region.name} ({region.code})")
    return names


def _named(edition: Edition) -> Iterator[Items]:
    items = tuple(
        edition.say(outcome, regions=edition.language.enumeration(names))
        for outcome, names in _by_outcome(edition).items()
        if names and outcome != "on_time"
    )
    if items:
        yield Items(items)


def _bounds(edition: Edition) -> Iterator[Table | Text]:
    figures = edition.figures
    if figures.missing is None:
        yield Text(edition.say("no_bounds"))
    if not figures.missing or not figures.on_scale[TOTAL]:
        return
    columns = (
        edition.say("status"),
        edition.say("share"),
        edition.say("lower"),
        edition.say("upper"),
    )
    rows = (
        Row(
            edition.name(status.label),
            (edition.share(share_of(edition, TOTAL, status)), *bounds_of(edition, status)),
            symbol=status.symbol,
        )
        for status in edition.programme.scale
    )
    yield Table(
        edition.say("bounds_caption"),
        tuple(map(Heading, columns)),
        tuple(rows),
        edition.say_number("bounds_note", figures.missing),
    )
