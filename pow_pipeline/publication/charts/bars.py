"""Specifies one bar of 100% per category, divided by status, with a white gap and the values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pow_pipeline.publication.charts.drawing import WIDTH
from pow_pipeline.publication.charts.series import Series, colour_scale

_STEP: Final = 32
_GAP: Final = 2  # pixels of white between two colours
_WIDE: Final = 0.14  # from this share on, a part has room for its symbol as well
_NARROW: Final = 0.035  # below this share, the value is written next to the bar


@dataclass(frozen=True)
class Part:
    """One part of a bar: its count, the denominator, and the text for it."""

    bar: str
    series: Series
    count: int
    denominator: int
    text: str


def specify_bars(bars: Sequence[str], series: Sequence[Series], parts: Sequence[Part]) -> Any:
    """Return the specification of the bars, in the given order."""
    named = [replace(one, name=f"{one.symbol} {one.name}") for one in series]
    values = [value for bar in bars for value in _places(bar, parts)]
    labels = [_outside_value(bar, parts) for bar in bars]
    x = {"field": "start", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}
    y = {"field": "bar", "type": "nominal", "sort": list(bars), "title": None, "axis": _AXIS}
    colour = {
        "field": "series",
        "scale": colour_scale(named),
        "sort": None,
        "legend": {"symbolType": "square"},
    }
    return {
        "width": WIDTH - 160,
        "height": {"step": _STEP},
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 24, "stroke": "#FFFFFF", "strokeWidth": _GAP},
                "encoding": {"x": x, "x2": {"field": "end"}, "color": colour},
            },
            {
                "transform": [{"filter": "datum.text != ''"}],
                "mark": {"type": "text", "fontWeight": 600},
                "encoding": {
                    "x": x | {"field": "middle"},
                    "text": {"field": "text"},
                    "color": {"field": "text_colour", "scale": None},
                },
            },
            {
                "data": {"values": labels},
                "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": 600},
                "encoding": {"x": x | {"field": "end_of_bar"}, "text": {"field": "outside_value"}},
            },
        ],
    }


def _places(bar: str, parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return the start and end of each part of a bar, as shares of the whole."""
    start, placed = 0, []
    for part in parts:
        if part.bar != bar or not part.count:
            continue
        end = start + part.count
        placed.append(
            {
                "bar": bar,
                "series": f"{part.series.symbol} {part.series.name}",
                "start": start / part.denominator,
                "middle": (start + end) / (2 * part.denominator),
                "end": end / part.denominator,
                "text": _text(part),
                "text_colour": part.series.text_colour,
            }
        )
        start = end
    return placed or [{"bar": bar, "series": None, "text": ""}]


def _text(part: Part) -> str:
    """Return the text in a part: symbol and value, only the value, or nothing if it is narrow."""
    if _is_narrow(part):
        return ""
    share = part.count / part.denominator
    return f"{part.series.symbol} {part.text}" if share >= _WIDE else part.text


def _outside_value(bar: str, parts: Sequence[Part]) -> dict[str, Any]:
    """Return the text next to a bar: the values of the parts that are too narrow."""
    narrow = (part for part in parts if part.bar == bar and part.count and _is_narrow(part))
    values = "  ".join(f"{part.series.symbol} {part.text}" for part in narrow)
    return {"bar": bar, "outside_value": values, "end_of_bar": 1}


def _is_narrow(part: Part) -> bool:
    return part.count < _NARROW * part.denominator


_AXIS: Final = {"domain": False, "ticks": False, "labelPadding": 8, "labelLimit": 180}
