"""Classifies cell colours: which ones carry a meaning, such as a traffic light, and their names."""

from colorsys import rgb_to_hsv
from typing import Final

_LEAST_SATURATION: Final = 0.35  # pale colours mark fields to fill in, or every other row
_LEAST_VALUE: Final = 0.35
_CLEAR_SATURATION: Final = 0.6  # below it, red can be pink
_LIGHT: Final = 0.75  # below it, orange is brown and yellow is olive
# Hues in degrees for which the name of the colour is undisputed; red lies on both sides of 0.
_HUES: Final = {
    "red": (-15, 12),
    "orange": (22, 42),
    "yellow": (50, 65),
    "green": (80, 172),
    "blue": (195, 250),
    "purple": (265, 300),
}


def is_vivid(colour: str) -> bool:
    """Return whether a colour such as #D67900 is neither grey, pale nor dark.

    >>> is_vivid("#D67900"), is_vivid("#FFF9E5"), is_vivid("#808080")
    (True, False, False)
    """
    _, saturation, value = _hue_saturation_value(colour)
    return saturation >= _LEAST_SATURATION and value >= _LEAST_VALUE


def name_of_colour(colour: str) -> str:
    """Return the name of a colour, such as orange; other if people could disagree.

    >>> name_of_colour("#D67900"), name_of_colour("#FFC000")
    ('orange', 'other')
    """
    hue, saturation, value = _hue_saturation_value(colour)
    if saturation < _CLEAR_SATURATION:
        return "other"
    for name, (lowest, highest) in _HUES.items():
        is_light = value >= _LIGHT or name not in {"orange", "yellow"}
        if is_light and (lowest <= hue <= highest or lowest <= hue - 360 <= highest):
            return name
    return "other"


def _hue_saturation_value(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, saturation, value = rgb_to_hsv(red, green, blue)
    return hue * 360, saturation, value
