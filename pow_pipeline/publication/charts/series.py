"""A series of a chart: a status with its symbol, name and colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Series:
    """What is drawn in one colour, and marked by a symbol: never by colour alone.

    Attributes:
        is_dashed: it is there to compare with: its line is dashed, and has no values.
    """

    name: str
    symbol: str
    colour: str
    text_colour: str
    is_dashed: bool = False


def colour_scale(series: Sequence[Series]) -> dict[str, Any]:
    """Return the scale that gives each series its colour."""
    return {"domain": [each.name for each in series], "range": [each.colour for each in series]}
