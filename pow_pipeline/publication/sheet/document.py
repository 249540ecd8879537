"""Writes sheets as PDFs that are both accessible and archivable: PDF/UA-1 and PDF/A-2a.

Typst compiles our template. It receives data, never markup made from texts.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from pow_pipeline.child_processes import ChildProcesses, child_processes
from pow_pipeline.publication.sheet.blocks import SheetContent
from pow_pipeline.publication.sheet.compiling import compile_documents
from pow_pipeline.publication.sheet.glyphs import only_glyphs
from pow_pipeline.publication.sheet.typefaces import typefaces
from pow_pipeline.publication.vendor import FONT_FAMILY, FONTS
from schemas.fonts import Font
from schemas.language import Language
from schemas.programme.programme import Programme

_TEMPLATE: Final = Path(__file__).parent / "templates" / "sheet.typ"
# The limits for one process, which bound its memory.
_MOST_DOCUMENTS: Final = 12
_MOST_BYTES: Final = 1_500_000


class Documents:
    """Compiles documents in child processes."""

    def __init__(self, programme: Programme, fonts: Path, children: ChildProcesses) -> None:
        """Create an empty collection of documents for a programme.

        Args:
            programme: the programme with the look and the fonts.
            fonts: a folder with the fonts of the programme.
            children: the processes.
        """
        self._programme = programme
        self._fonts = fonts
        self._children = children
        self._waiting: list[dict[str, Any]] = []
        self._bytes = 0

    def add(self, path: Path, content: SheetContent, *, language: Language, issued: date) -> None:
        """Add a document to write to `path`; the same content and day give the same bytes."""
        programme = self._programme
        data = only_glyphs(asdict(content), fonts=typefaces(programme)) | {
            "words": language.sheet,
            "look": programme.look.model_dump(include={"ink", "accent"}),
            "logo": programme.logo or "",
            "logo_alt": (programme.look.logo_alt or {}).get(language.code, content.title),
            "issued": [issued.year, issued.month, issued.day],
        }
        self._waiting.append({"path": str(path), "content": data})
        self._bytes += len(json.dumps(data))
        if len(self._waiting) >= _MOST_DOCUMENTS or self._bytes >= _MOST_BYTES:
            self._start()

    def finish(self) -> None:
        """Wait until every document is written.

        Raises:
            RuntimeError: a document cannot be compiled.
        """
        self._start()
        self._children.finish()

    def _start(self) -> None:
        """Start a process for the waiting documents."""
        if self._waiting:
            self._children.submit(compile_documents, self._job(self._waiting))
            self._waiting, self._bytes = [], 0

    def _job(self, documents: list[dict[str, Any]]) -> dict[str, Any]:
        own = [str(self._fonts)] if typefaces(self._programme) else []
        return {
            "template": str(_TEMPLATE),
            "own_fonts": own,
            "fonts": [*own, str(FONTS)],
            "family": FONT_FAMILY,
            "documents": documents,
        }


@contextmanager
def writing_documents(programme: Programme) -> Iterator[Documents]:
    """Compile documents while the caller continues; all are written when the block ends."""
    with (
        tempfile.TemporaryDirectory(prefix="pow-fonts-") as folder,
        child_processes() as children,
    ):
        _write_fonts(Path(folder), typefaces(programme))
        documents = Documents(programme, Path(folder), children)
        yield documents
        documents.finish()


def _write_fonts(folder: Path, fonts: tuple[Font, ...]) -> None:
    for font in fonts:
        (folder / f"{font.sha256}.ttf").write_bytes(font.content)
