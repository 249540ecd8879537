"""A sheet as one page of HTML: self-contained, without scripts, for screen, phone and paper."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from pow_pipeline.publication.sheet.content import SheetContent
from pow_pipeline.publication.sheet.typefaces import OF_PROGRAMME, font_faces, typefaces
from pow_pipeline.publication.vendor import FONT_FAMILY
from pow_pipeline.templates import templates_in
from schemas.fonts import Font
from schemas.language import Language
from schemas.programme.programme import Programme

_TEMPLATES: Final = Path(__file__).parent / "templates"
_WIDTH_OF_IMAGE: Final = re.compile(r' width="(\d+(?:\.\d+)?)" height="\d+(?:\.\d+)?"')


def sheet_page(content: SheetContent, *, programme: Programme, language: Language) -> str:
    """Return a sheet as a whole page."""
    style, policy = _style_and_policy(typefaces(programme), _look(programme))
    return (
        templates_in(_TEMPLATES)
        .get_template("sheet.html.j2")
        .render(
            content=content,
            words=language.sheet,
            style=Markup(style),  # noqa: S704 -- files of ours, and colours of a checked form
            policy=policy,
            image=_inline,
            logo=logo_address(programme),
            logo_alt=(programme.look.logo_alt or {}).get(language.code, content.title),
        )
    )


def logo_address(programme: Programme) -> str:
    """Return the logo as an address that holds it; as an image no script in it runs."""
    if programme.logo is None:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(programme.logo.encode()).decode()}"


def _inline(svg: str) -> Markup:
    """Return an image of ours as a part of a page, where it has the fonts of the page.

    It is hidden from screen readers, which are told what it shows; and it grows and shrinks.
    """
    found = _WIDTH_OF_IMAGE.search(svg)
    width = found[1] if found else ""
    opening = f'<svg aria-hidden="true" focusable="false" width="{width}"'
    return Markup(_WIDTH_OF_IMAGE.sub("", svg, count=1).replace("<svg", opening, 1))  # noqa: S704 -- drawn by ours, its texts are escaped


@cache
def _style_and_policy(fonts: tuple[Font, ...], look: str) -> tuple[str, str]:
    """Return the style of a page with these fonts and colours, and what allows it alone."""
    sheet = (_TEMPLATES / "sheet.css").read_text(encoding="utf-8")
    style = font_faces(fonts) + sheet + look
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _look(programme: Programme) -> str:
    """Return the colours and the family of the programme, as CSS."""
    statuses = "".join(
        f'[data-colour="{each.colour}"] {{ background: {each.colour}; '
        f"color: {each.text_colour}; }}\n"
        for each in programme.scale
    )
    look = programme.look
    families = [OF_PROGRAMME] * bool(look.fonts) + [FONT_FAMILY]
    font = ", ".join(f'"{family}"' for family in families)
    return f":root {{ --ink: {look.ink}; --accent: {look.accent}; --font: {font}; }}\n{statuses}"
