"""A sheet as a PDF that anybody can read and that can be kept: PDF/UA-1 and PDF/A-2a at once.

Typst sets it from a template of ours that is fed with data, never with markup made from texts.
"""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from pow_pipeline.publication.sheet.content import SheetContent
from pow_pipeline.publication.sheet.glyphs import only_glyphs
from pow_pipeline.publication.sheet.typefaces import typefaces, typesetter
from schemas.language import Language
from schemas.programme import Programme

_TEMPLATE: Final = Path(__file__).parent / "templates" / "sheet.typ"
_STANDARDS: Final = ["ua-1", "a-2a"]


def sheet_document(
    content: SheetContent, *, programme: Programme, language: Language, issued: date
) -> bytes:
    """Return a sheet as PDF; the same bytes for the same content and day."""
    fonts = typefaces(programme)
    setter = typesetter(_TEMPLATE, fonts)
    data = only_glyphs(asdict(content), fonts=fonts) | {
        "words": language.sheet,
        "look": programme.look.model_dump(include={"ink", "accent"}),
        "logo": programme.logo or "",
        "logo_alt": (programme.look.logo_alt or {}).get(language.code, content.title),
        "font": setter.families,
        "issued": [issued.year, issued.month, issued.day],
    }
    document, warnings = setter.compiler.compile_with_warnings(
        format="pdf",
        pdf_standards=_STANDARDS,
        sys_inputs={"content": json.dumps(data)},
        timestamp=0,  # the document names its own day
    )
    if warnings:
        raise RuntimeError(f"the template of the sheet: {'; '.join(map(str, warnings))}")
    return bytes(document)
