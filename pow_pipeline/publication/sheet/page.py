"""Renders a sheet as one HTML page without scripts, for screen, phone and paper.

The page contains its fonts, or refers to a stylesheet with them that many pages share.
"""

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


def sheet_page(
    content: SheetContent,
    *,
    programme: Programme,
    language: Language,
    fonts_address: str | None = None,
) -> str:
    """Return a sheet as a complete page.

    Args:
        content: the content of the sheet.
        programme: the programme with the look.
        language: the language of the sheet.
        fonts_address: address of the stylesheet of `fonts_style`; None to contain the fonts.
    """
    fonts = fonts_style(programme) if fonts_address is None else ""
    style, policy = _style_and_policy(fonts, _look(programme))
    return (
        templates_in(_TEMPLATES)
        .get_template("sheet.html.j2")
        .render(
            content=content,
            words=language.sheet,
            style=Markup(style),  # noqa: S704 -- our own files, and validated colours
            policy=policy,
            fonts_address=fonts_address,
            image=_inline,
            logo=logo_address(programme),
            logo_alt=(programme.look.logo_alt or {}).get(language.code, content.title),
        )
    )


def fonts_style(programme: Programme) -> str:
    """Return the fonts of the pages of a programme as CSS."""
    return _fonts_style(typefaces(programme))


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
def _fonts_style(fonts: tuple[Font, ...]) -> str:
    return font_faces(fonts)


@cache
def _style_and_policy(fonts: str, look: str) -> tuple[str, str]:
    """Return the style of a page, and a policy that allows only it.

    Without fonts in the style, the policy also allows a stylesheet from the folder of the page.
    """
    sheet = (_TEMPLATES / "sheet.css").read_text(encoding="utf-8")
    style = fonts + sheet + look
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    shared_fonts = "" if fonts else " 'self'"
    return style, (
        f"default-src 'none'; style-src 'sha256-{digest}'{shared_fonts}; img-src data:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
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
