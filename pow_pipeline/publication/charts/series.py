"""A series of a chart: a status with its symbol, name and colours.

`series_of` in `sheet/parts/distribution.py` makes the series of sheets and pages of regions. The
charts of the dashboard take their colours from the programme themselves, in `dashboard/charts.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Series:
    """A series with its own colour and symbol; colour is never the only distinction.

    Attributes:
        is_dashed: whether it is only there for comparison, with a dashed line and no values.
    """

    name: str
    symbol: str
    colour: str
    text_colour: str
    is_dashed: bool = False


def colour_scale(series: Sequence[Series]) -> dict[str, Any]:
    """Return the scale that gives each series its colour."""
    return {"domain": [one.name for one in series], "range": [one.colour for one in series]}
