"""Draws a line over the periods for each series, with its values, directly as SVG."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from pow_pipeline.publication.charts.drawing import GRID, INK, WIDTH
from pow_pipeline.publication.charts.lines import Point
from pow_pipeline.publication.charts.plain import LINE, plain_image, plain_legend, plain_text
from pow_pipeline.publication.charts.series import Series

_LEFT: Final = 48  # room for the percentages of the axis
_RIGHT: Final = 16
_HIGH: Final = 165  # from 0% to 100%
_ABOVE: Final = 14  # from a point to the middle of its value
_BELOW: Final = 26  # room for the periods
_STEPS: Final = (0, 25, 50, 75, 100)
_NARROWEST: Final = 52  # pixels that the code of a period needs


def draw_plain_lines(
    periods: Sequence[str], series: Sequence[Series], points: Sequence[Point]
) -> str:
    """Return an image with one line per series over the periods, in order, as SVG.

    A line has a gap where a point has no share. Lines for comparison are dashed, without values.
    """
    shown = plain_legend(series)
    top = len(shown) * LINE + 22
    room = WIDTH - _LEFT - _RIGHT
    places = {
        period: _LEFT + room * (place + 0.5) / len(periods) for place, period in enumerate(periods)
    }
    shown += _axes(places, top)
    for one in series:
        shown += _line(one, [point for point in points if point.series == one], places, top)
    return plain_image(top + _HIGH + _BELOW, shown)


def _axes(places: dict[str, float], top: int) -> Iterator[str]:
    for step in _STEPS:
        y = top + _HIGH * (100 - step) / 100
        yield f'<path d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}" stroke="{GRID}"/>'
        yield plain_text(_LEFT - 8, y, f"{step}%", anchor="end", weight=400)
    every = -(-_NARROWEST * len(places) // (WIDTH - _LEFT - _RIGHT))
    for number, (period, x) in enumerate(reversed(places.items())):
        if number % every == 0:
            yield plain_text(x, top + _HIGH + 14, period, anchor="middle", weight=400)


def _line(
    series: Series, points: Sequence[Point], places: dict[str, float], top: int
) -> Iterator[str]:
    for has_share, run in groupby(points, key=lambda point: point.share is not None):
        if has_share:
            yield from _run(series, list(run), places, top)


def _run(
    series: Series, points: Sequence[Point], places: dict[str, float], top: int
) -> Iterator[str]:
    """Yield the line through consecutive points, the points, and their values."""
    spots = [(places[point.period], top + _HIGH * (1 - (point.share or 0))) for point in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    dashes = ' stroke-dasharray="5 4"' if series.is_dashed else ""
    yield f'<path d="M{path}" fill="none" stroke="{series.colour}" stroke-width="2.5"{dashes}/>'
    for point, (x, y) in zip(points, spots, strict=True):
        yield (
            f'<text x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" fill="{series.colour}" '
            f'font-size="15">{series.symbol}</text>'
        )
        if not series.is_dashed:
            yield plain_text(x, y - _ABOVE, point.text, anchor="middle", colour=INK)
