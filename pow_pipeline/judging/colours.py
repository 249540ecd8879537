"""Whether the colour of a cell is one that says something, such as the red of a traffic light."""

from colorsys import rgb_to_hsv
from typing import Final

_LEAST_SATURATION: Final = 0.35  # pale colours mark fields to fill in, or every other row
_LEAST_VALUE: Final = 0.35


def is_vivid(colour: str) -> bool:
    """Whether a colour such as #D67900 is neither grey, pale nor dark.

    >>> is_vivid("#D67900"), is_vivid("#FFF9E5"), is_vivid("#808080")
    (True, False, False)
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    _, saturation, value = rgb_to_hsv(red, green, blue)
    return saturation >= _LEAST_SATURATION and value >= _LEAST_VALUE
