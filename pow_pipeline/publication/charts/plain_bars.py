"""Draws the same bars directly as SVG, for pages that are made by the hundred.

The chart engine measures every text, which takes about a millisecond each and was most of the cost
of a release. Here no text is measured: long texts are cut, and widths are computed from the number
of characters.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from pow_pipeline.publication.charts.bars import Part
from pow_pipeline.publication.charts.drawing import INK, SHOWN, WIDTH
from pow_pipeline.publication.charts.series import Series

_LEFT: Final = 200  # the left edge of the bars
_RIGHT: Final = 72  # room for the values next to a bar
_STEP: Final = 23
_THICK: Final = 17
_GAP: Final = 2  # white space between two colours
_LINE: Final = 20  # height of a line of series names
_SQUARE: Final = 40  # room for a colour and the gap to the next
_LONGEST: Final = 34  # characters of a text next to a bar
_LONGEST_NAME: Final = 60  # characters of the name of a series
_OF_A_SIGN: Final = 7.5  # pixels per character, so that a value always fits into its part


def draw_plain_bars(bars: Sequence[str], series: Sequence[Series], parts: Sequence[Part]) -> str:
    """Return an image with one bar of 100% per name, in the given order, as SVG."""
    legend = _legend_lines(series)
    top = len(legend) * _LINE + 14
    height = top + len(bars) * _STEP
    shown = [_legend(line, 16 + place * _LINE) for place, line in enumerate(legend)]
    for place, bar in enumerate(bars):
        middle = top + (place + 0.5) * _STEP
        shown.append(_text(_LEFT - 8, middle, _cut(bar), anchor="end"))
        shown += _bar([part for part in parts if part.bar == bar and part.count], middle)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{SHOWN}" font-size="12.5">'
        f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>{"".join(shown)}</svg>'
    )


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
        if len(text) * _OF_A_SIGN > wide:
            outside.append(text)
        else:
            colour = part.series.text_colour
            yield _text(left + wide / 2, middle, text, anchor="middle", colour=colour)
    if outside:
        yield _text(WIDTH - _RIGHT + 6, middle, "  ".join(outside))


def _legend_lines(series: Sequence[Series]) -> list[list[Series]]:
    """Return the series split into lines that fit."""
    lines: list[list[Series]] = [[]]
    for entry in series:
        wide = sum(_SQUARE + len(_named(one)) * _OF_A_SIGN for one in (*lines[-1], entry))
        if lines[-1] and wide > WIDTH:
            lines.append([])
        lines[-1].append(entry)
    return lines


def _legend(series: Sequence[Series], y: int) -> str:
    named = "".join(
        f'<tspan dx="{18 if place else 0}" fill="{entry.colour}" font-size="15">■</tspan>'
        f'<tspan dx="5">{escape(_named(entry))}</tspan>'
        for place, entry in enumerate(series)
    )
    return f'<text x="8" y="{y}" fill="{INK}">{named}</text>'


def _named(series: Series) -> str:
    return _cut(f"{series.symbol} {series.name}", _LONGEST_NAME)


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK) -> str:
    weight = 400 if anchor == "end" else 600
    return (
        f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="{anchor}" fill="{colour}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )


def _cut(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
