"""Specifies a map of equal tiles, one per region, that shows its outcome in words and colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

_SIZE: Final = 62
_GAP: Final = 5
_DASHES: Final = [4, 3]


@dataclass(frozen=True)
class Look:
    """The look of one kind of tile, and the word in it."""

    word: str
    colour: str
    text_colour: str
    border: str
    is_dashed: bool = False


@dataclass(frozen=True)
class Tile:
    """One region with its row and column, from 1."""

    code: str
    row: int
    column: int
    look: Look


def specify_tiles(tiles: Sequence[Tile]) -> Any:
    """Return the specification of the map."""
    rows, columns = (max(place, default=1) for place in _places(tiles))
    return {
        "width": columns * (_SIZE + _GAP),
        "height": rows * (_SIZE * 0.72 + _GAP),
        "data": {"values": [_value(tile) for tile in tiles]},
        "encoding": {
            "x": {
                "field": "column",
                "type": "ordinal",
                "scale": {"domain": [*range(1, columns + 1)], "padding": 0.05},
                "axis": None,
            },
            "y": {
                "field": "row",
                "type": "ordinal",
                "scale": {"domain": [*range(1, rows + 1)], "padding": 0.07},
                "axis": None,
            },
        },
        "layer": [
            _rectangles("!datum.is_dashed", {}),
            _rectangles("datum.is_dashed", {"strokeDash": _DASHES}),
            _texts("code", dy=-7, size=13, weight=600),
            _texts("word", dy=9, size=11, weight=400),
        ],
    }


def _places(tiles: Sequence[Tile]) -> tuple[list[int], list[int]]:
    return [tile.row for tile in tiles], [tile.column for tile in tiles]


def _value(tile: Tile) -> dict[str, Any]:
    look = tile.look
    return {
        "code": tile.code,
        "row": tile.row,
        "column": tile.column,
        "word": look.word,
        "colour": look.colour,
        "text_colour": look.text_colour,
        "border": look.border,
        "is_dashed": look.is_dashed,
    }


def _rectangles(which: str, style: dict[str, Any]) -> Any:
    return {
        "transform": [{"filter": which}],
        "mark": {"type": "rect", "cornerRadius": 3, "strokeWidth": 1.25, **style},
        "encoding": {
            "color": {"field": "colour", "scale": None},
            "stroke": {"field": "border", "scale": None},
        },
    }


def _texts(field: str, *, dy: int, size: int, weight: int) -> Any:
    return {
        "mark": {"type": "text", "dy": dy, "fontSize": size, "fontWeight": weight},
        "encoding": {
            "text": {"field": field},
            "color": {"field": "text_colour", "scale": None},
        },
    }
