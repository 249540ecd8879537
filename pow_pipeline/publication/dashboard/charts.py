"""Specifies the charts in Vega-Lite without data; the page fills in the selected figures.

Colours and symbols are those of the programme. Charts have a white background, and colour is never
the only distinction.
"""

from typing import Any, Final

from schemas.language import Language
from schemas.programme.programme import Programme

_INK: Final = "#1A1A1A"
_GREY: Final = "#4B5563"
_LINE: Final = "#D1D5DB"
_REPORTED: Final = ("#1D4E89", "#8FB4D9")  # on time and late; no status has these colours
_ABSENT: Final = "#F3F3F3"
_EDGE: Final = "#6B7280"
_BAR: Final = {"type": "bar", "cursor": "pointer", "height": {"band": 0.82}}
_SIGN: Final = {"type": "text", "baseline": "middle", "cursor": "pointer"}
_FONT: Final = "system-ui, 'Segoe UI', Roboto, Arial, sans-serif"
_ROOM: Final = 30  # pixels that a number in a part of a bar needs
_ROOM_OUTSIDE: Final = 44  # pixels for the number next to the last point; Vega reserves none
_CONFIG: Final = {
    "aria": False,  # the page describes each chart in words
    "background": "white",
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK,
        "labelFontSize": 13,
        "titleColor": _GREY,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "gridColor": _LINE,
        "labelPadding": 6,
    },
}


def chart_specifications(programme: Programme, language: Language) -> dict[str, Any]:
    """Return the specifications by name; the page supplies their data."""
    return {
        "bars": _bars(programme, step=34),
        "regions": _bars(programme, step=24),
        "lines": _lines(programme),
        "coverage": _coverage(language),
    }


def _bars(programme: Programme, *, step: int) -> dict[str, Any]:
    """Return one bar of 100% for each category or region.

    Fields: label, key, code, start, end, middle, share, text, said; or label, key, absent.
    """
    absent = {
        "transform": [{"filter": "datum.absent"}],
        "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 12, "color": _GREY},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}, "text": {"field": "absent"}},
    }
    bars = {
        "mark": {**_BAR, "stroke": "white", "strokeWidth": 2},
        "encoding": {
            "x": _share("start"),
            "x2": {"field": "end"},
            **_colours(programme),
            "tooltip": {"field": "said"},
        },
    }
    codes = [status.code for status in programme.scale]
    ink = _by_code("color", codes, [status.text_colour for status in programme.scale])
    numbers = _numbers("text", ink, room=f"datum.share * width >= {_ROOM}")
    return _bar_chart([bars, numbers, absent], step=step)


def _lines(programme: Programme) -> dict[str, Any]:
    """Return the shares over the periods.

    Fields: label, key, code, share, symbol, text, last, said.
    """
    symbols = {
        "mark": {**_SIGN, "fontSize": 20, "stroke": "white", "strokeWidth": 0.8},
        "encoding": {"text": {"field": "symbol"}},
    }
    last = {
        "transform": [{"filter": "datum.last"}],
        "mark": {**_SIGN, "fontSize": 13, "align": "left", "dx": 14},
        "encoding": {"text": {"field": "text"}, "color": {"value": _INK}},
    }
    axis = {"title": None, "labelAngle": 0, "grid": False, "labelLimit": 120}
    return _chart(
        padding={"left": 0, "top": 0, "bottom": 0, "right": _ROOM_OUTSIDE},
        height=280,
        encoding={
            "x": {
                "field": "label",
                "type": "ordinal",
                "sort": None,
                "axis": axis,
                "scale": {"padding": 0.35},
            },
            "y": _share("share"),
            **_colours(programme),
            "tooltip": {"field": "said"},
        },
        layer=[{"mark": {"type": "line", "strokeWidth": 2.5}}, symbols, last],
    )


def _coverage(language: Language) -> dict[str, Any]:
    """Return the outcomes of the reports of a period.

    Fields: label, key, code, count, all, start, end, middle, said.
    """
    codes = ["on_time", "late", "silent", "exempt"]
    regions = language.dashboard["regions_axis"]
    bars = {
        "mark": {**_BAR, "strokeWidth": 1.5},
        "encoding": {
            "x": {
                "field": "start",
                "type": "quantitative",
                "axis": {"title": regions, "tickMinStep": 1, "format": "d"},
            },
            "x2": {"field": "end"},
            "tooltip": {"field": "said"},
            **_by_code("color", codes, [*_REPORTED, _ABSENT, "white"]),
            **_by_code("stroke", codes, ["white", "white", _EDGE, _LINE]),
            **_by_code("strokeDash", codes, [[1, 0], [1, 0], [4, 3], [1, 0]]),
        },
    }
    ink = _by_code("color", codes, ["white", _INK, _INK, _INK])
    room = f"datum.count / datum.all * width >= {_ROOM / 2}"
    return _bar_chart([bars, _numbers("count", ink, room=room)], step=34)


def _numbers(field: str, ink: dict[str, Any], *, room: str) -> dict[str, Any]:
    """Return the layer with numbers in the bars, if there is room."""
    return {
        "transform": [{"filter": room}],
        "mark": {"type": "text", "fontSize": 12, "fontWeight": 600, "cursor": "pointer"},
        "encoding": {
            "x": {"field": "middle", "type": "quantitative"},
            "text": {"field": field},
            "tooltip": {"field": "said"},
            **ink,
        },
    }


def _bar_chart(layer: list[dict[str, Any]], *, step: int) -> dict[str, Any]:
    return _chart(
        height={"step": step},
        encoding={"y": _in_given_order()},
        layer=layer,
        resolve={"scale": {"color": "independent"}},
    )


def _by_code(channel: str, codes: list[str], values: list[Any]) -> dict[str, Any]:
    scale = {"domain": codes, "range": values}
    return {channel: {"field": "code", "scale": scale, "legend": None}}


def _chart(**parts: Any) -> dict[str, Any]:
    return {
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 0,
        "config": _CONFIG,
        **parts,
    }


def _in_given_order() -> dict[str, Any]:
    axis = {"title": None, "labelLimit": 150}
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis}


def _share(field: str) -> dict[str, Any]:
    axis = {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
    return {
        "field": field,
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [0, 1], "nice": False},
    }


def _colours(programme: Programme) -> dict[str, Any]:
    codes = [status.code for status in programme.scale]
    return _by_code("color", codes, [status.colour for status in programme.scale])
