"""Draws Vega-Lite specifications as SVG, reproducibly: one font family and no network requests."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pow_pipeline.publication.vendor import FONT_FAMILY, FONTS

WIDTH: Final = 620
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_VERSION: Final = "6.4"
INK: Final = "#1A1A1A"
GRID: Final = "#D1D5DB"
# The engine only measures texts for a font name without spaces, and guesses for other names.
_MEASURED: Final = "SourceSans3-Regular"
SHOWN: Final = f"'{FONT_FAMILY}', sans-serif"


def draw(specification: Mapping[str, Any]) -> str:
    """Return the image of a specification as SVG."""
    svg: str = _engine().vegalite_to_svg(
        {"$schema": _SCHEMA, "config": _CONFIG, "background": "#FFFFFF", **specification},
        vl_version=_VERSION,
        allowed_base_urls=[],
    )
    return svg.replace(f'font-family="{_MEASURED}"', f'font-family="{SHOWN}"')


@cache
def _engine() -> Any:
    # Imported late: it contains a JavaScript engine that is slow to start.
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


_CONFIG: Final = {
    "font": _MEASURED,
    "aria": False,  # the text around the image describes it
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12.5,
        "titleFontSize": 12.5,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": "#6B7280",
        "tickColor": "#6B7280",
        "labelLimit": 220,
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": 12.5,
        "labelLimit": 420,
        "title": None,
        "orient": "top",
        "columnPadding": 18,
        "gridAlign": "each",
        "symbolSize": 150,
        "symbolStrokeWidth": 1,
    },
    "text": {"font": _MEASURED, "fontSize": 12.5, "color": INK},
}
