"""Parts of charts that are drawn directly as SVG, for pages that are made by the hundred.

The chart engine measures every text, which takes about a millisecond each and was most of the cost
of a release. Here no text is measured: long texts are cut, and widths are computed from the number
of characters.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from pow_pipeline.publication.charts.drawing import INK, SHOWN, WIDTH
from pow_pipeline.publication.charts.series import Series

CHARACTER: Final = 7.5  # pixels, so that a value always fits into its part
LINE: Final = 20  # height of a line of series names
_SQUARE: Final = 40  # room for a colour and the gap to the next
_LONGEST: Final = 34  # characters of a text next to a bar
_LONGEST_NAME: Final = 60  # characters of the name of a series


def plain_image(height: int, shapes: Iterable[str]) -> str:
    """Return an image of the common width that contains these shapes."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{SHOWN}" font-size="12.5">'
        f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>{"".join(shapes)}</svg>'
    )


def plain_text(
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK, weight: int = 600
) -> str:
    """Return a text whose middle is at the height `y`."""
    return (
        f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="{anchor}" fill="{colour}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )


def plain_legend(series: Sequence[Series]) -> list[str]:
    """Return the lines with the names of the series, to show from the top of the image."""
    return [
        _legend_line(line, 16 + place * LINE) for place, line in enumerate(_legend_lines(series))
    ]


def cut(text: str, most: int = _LONGEST) -> str:
    """Return a text with at most so many characters; an ellipsis shows that it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _legend_lines(series: Sequence[Series]) -> list[list[Series]]:
    """Return the series split into lines that fit."""
    lines: list[list[Series]] = [[]]
    for entry in series:
        wide = sum(_SQUARE + len(_named(one)) * CHARACTER for one in (*lines[-1], entry))
        if lines[-1] and wide > WIDTH:
            lines.append([])
        lines[-1].append(entry)
    return lines


def _legend_line(series: Sequence[Series], y: int) -> str:
    named = "".join(
        f'<tspan dx="{18 if place else 0}" fill="{entry.colour}" font-size="15">'
        f"{'– –' if entry.is_dashed else '■'}</tspan>"
        f'<tspan dx="5">{escape(_named(entry))}</tspan>'
        for place, entry in enumerate(series)
    )
    return f'<text x="8" y="{y}" fill="{INK}">{named}</text>'


def _named(series: Series) -> str:
    return cut(f"{series.symbol} {series.name}", _LONGEST_NAME)
