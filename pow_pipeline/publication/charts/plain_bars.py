"""Draws one bar of 100% per category, divided by status, directly as SVG."""

from collections.abc import Iterator, Sequence
from typing import Final

from pow_pipeline.publication.charts.bars import Part
from pow_pipeline.publication.charts.drawing import WIDTH
from pow_pipeline.publication.charts.plain import (
    CHARACTER,
    LINE,
    cut,
    plain_image,
    plain_legend,
    plain_text,
)
from pow_pipeline.publication.charts.series import Series

_LEFT: Final = 200  # the left edge of the bars
_RIGHT: Final = 72  # room for the values next to a bar
_STEP: Final = 23
_THICK: Final = 17
_GAP: Final = 2  # white space between two colours


def draw_plain_bars(bars: Sequence[str], series: Sequence[Series], parts: Sequence[Part]) -> str:
    """Return an image with one bar of 100% per name, in the given order, as SVG."""
    shown = plain_legend(series)
    top = len(shown) * LINE + 14
    for place, bar in enumerate(bars):
        middle = top + (place + 0.5) * _STEP
        shown.append(plain_text(_LEFT - 8, middle, cut(bar), anchor="end", weight=400))
        shown += _bar([part for part in parts if part.bar == bar and part.count], middle)
    return plain_image(top + len(bars) * _STEP, shown)


def _bar(parts: Sequence[Part], middle: float) -> Iterator[str]:
    """Yield the parts of one bar with their values, and the values that do not fit into a part."""
    whole, start, outside = WIDTH - _LEFT - _RIGHT, 0, []
    for part in parts:
        left = _LEFT + whole * start / part.denominator
        wide = whole * part.count / part.denominator
        start += part.count
        yield (
            f'<rect x="{left:.1f}" y="{middle - _THICK / 2:.1f}" '
            f'width="{max(wide - _GAP, 1):.1f}" height="{_THICK}" fill="{part.series.colour}"/>'
        )
        text = f"{part.series.symbol} {part.text}"
        if len(text) * CHARACTER > wide:
            outside.append(text)
        else:
            colour = part.series.text_colour
            yield plain_text(left + wide / 2, middle, text, anchor="middle", colour=colour)
    if outside:
        yield plain_text(WIDTH - _RIGHT + 6, middle, "  ".join(outside))
