"""Specifies a line over the periods for each series, with its value at every point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pow_pipeline.publication.charts.drawing import WIDTH
from pow_pipeline.publication.charts.series import Series, colour_scale

_SHAPES: Final = {"●": "circle", "■": "square", "▲": "triangle-up", "◆": "diamond"}
_WIDE: Final = 6  # this many names of periods, on two lines each, fit next to each other


@dataclass(frozen=True)
class Point:
    """One point: a share in a period and its text; without a share the line has a gap."""

    period: str
    series: Series
    share: float | None
    text: str


def specify_lines(
    periods: Sequence[tuple[str, str]], series: Sequence[Series], points: Sequence[Point]
) -> Any:
    """Return the specification of the lines; each period has a code and a name."""
    names = [_lines_of(code, name, len(periods)) for code, name in periods]
    by_code = dict(zip((code for code, _ in periods), names, strict=True))
    values = [
        {
            "period": by_code[point.period],
            "series": point.series.name,
            "share": point.share,
            "text": point.text,
        }
        for point in points
    ]
    axis = {"labelAngle": 0, "labelExpr": "split(datum.label, '|')", "labelPadding": 6}
    colour = {"field": "series", "type": "nominal", "scale": colour_scale(series), "legend": {}}
    shape = {
        "field": "series",
        "type": "nominal",
        "scale": {
            "domain": [one.name for one in series],
            "range": [_SHAPES.get(one.symbol, "cross") for one in series],
        },
    }
    return {
        "width": WIDTH - 60,
        "height": 165,
        "data": {"values": values},
        "encoding": {
            "x": {"field": "period", "type": "ordinal", "sort": names, "title": None, "axis": axis},
            "y": {
                "field": "share",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, 1]},
                "axis": {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "domain": False},
            },
        },
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"color": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {"color": colour, "shape": shape},
            },
            {
                "mark": {"type": "text", "dy": -14, "fontWeight": 600},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }


def _lines_of(code: str, name: str, count: int) -> str:
    """Return the label of a period: its name on two lines, or its code if there are many."""
    return "|".join(name.rsplit(" ", 1)) if count <= _WIDE else code
