"""Renders a sheet as one self-contained HTML page without scripts, for screen, phone and paper."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from pow_pipeline.publication.sheet.blocks import SheetContent
from pow_pipeline.publication.sheet.typefaces import OF_PROGRAMME, font_faces, typefaces
from pow_pipeline.publication.vendor import FONT_FAMILY
from pow_pipeline.templates import templates_in
from schemas.fonts import Font
from schemas.language import Language
from schemas.programme.programme import Programme

_TEMPLATES: Final = Path(__file__).parent / "templates"
_WIDTH_OF_IMAGE: Final = re.compile(r' width="(\d+(?:\.\d+)?)" height="\d+(?:\.\d+)?"')


def sheet_page(content: SheetContent, *, programme: Programme, language: Language) -> str:
    """Return a sheet as a complete page."""
    style, policy = _style_and_policy(typefaces(programme), _look(programme))
    return (
        templates_in(_TEMPLATES)
        .get_template("sheet.html.j2")
        .render(
            content=content,
            words=language.sheet,
            style=Markup(style),  # noqa: S704 -- our own files, and validated colours
            policy=policy,
            image=_inline,
            logo=logo_address(programme),
            logo_alt=(programme.look.logo_alt or {}).get(language.code, content.title),
        )
    )


def logo_address(programme: Programme) -> str:
    """Return the logo as a data address; as an image it cannot run scripts."""
    if programme.logo is None:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(programme.logo.encode()).decode()}"


def _inline(svg: str) -> Markup:
    """Return our own image as inline SVG, which uses the fonts of the page.

    It is hidden from screen readers, which get a description instead, and it scales with the page.
    """
    match = _WIDTH_OF_IMAGE.search(svg)
    width = match[1] if match else ""
    opening = f'<svg aria-hidden="true" focusable="false" width="{width}"'
    return Markup(_WIDTH_OF_IMAGE.sub("", svg, count=1).replace("<svg", opening, 1))  # noqa: S704 -- drawn by our code, its texts are escaped


@cache
def _style_and_policy(fonts: tuple[Font, ...], look: str) -> tuple[str, str]:
    """Return the style of a page with these fonts and colours, and a policy that allows only it."""
    sheet = (_TEMPLATES / "sheet.css").read_text(encoding="utf-8")
    style = font_faces(fonts) + sheet + look
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _look(programme: Programme) -> str:
    """Return the colours and the font family of the programme, as CSS."""
    statuses = "".join(
        f'[data-colour="{status.colour}"] {{ background: {status.colour}; '
        f"color: {status.text_colour}; }}\n"
        for status in programme.scale
    )
    look = programme.look
    families = [OF_PROGRAMME] * bool(look.fonts) + [FONT_FAMILY]
    font = ", ".join(f'"{family}"' for family in families)
    return f":root {{ --ink: {look.ink}; --accent: {look.accent}; --font: {font}; }}\n{statuses}"
