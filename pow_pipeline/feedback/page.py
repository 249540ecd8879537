"""Renders a message as a self-contained HTML page without scripts, for screen, phone and paper."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from pow_pipeline.feedback.findings import labelled_texts
from pow_pipeline.feedback.message import Message
from pow_pipeline.templates import templates_in

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SYMBOLS: Final = {"good": "✓", "problem": "!", "plain": "i"}


def message_page(message: Message) -> str:
    """Return a message as a complete page."""
    style = message_style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        templates_in(_TEMPLATES)
        .get_template("page.html.j2")
        .render(
            message=message,
            content=message_content(message, level=1),
            style=Markup(style),  # noqa: S704 -- one of our own files
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'",
        )
    )


def message_content(message: Message, *, level: int) -> Markup:
    """Return a message as the content of a page that includes `message_style`.

    Args:
        message: the message.
        level: the level of its first heading, from 1 to 4.
    """
    content = (
        templates_in(_TEMPLATES)
        .get_template("message.html.j2")
        .render(
            message=message,
            symbol=_SYMBOLS[message.tone],
            level=level,
            labelled=lambda finding: labelled_texts(finding, message.language),
        )
    )
    return Markup(content)  # noqa: S704 -- escaped by the template


@cache
def message_style() -> str:
    """Return the style of a message, as CSS."""
    return (_TEMPLATES / "message.css").read_text(encoding="utf-8")
