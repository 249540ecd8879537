"""Compiles documents with Typst, in a child process.

Typst keeps everything it has laid out until its process ends: about 3 MB for the page of a region
and 300 MB for a table of 4,000 rows. Ending the process frees that memory.
"""

import json
from pathlib import Path
from typing import Any, Final

_STANDARDS: Final = ["ua-1", "a-2a"]


def compile_documents(job: dict[str, Any]) -> None:
    """Write the documents of a job to their paths.

    The job holds `template`, `fonts` (folders), `own_fonts` (folders with the fonts of the
    programme, which take precedence) and `documents`, each with a `path` and its `content`.

    Raises:
        RuntimeError: the template gives a warning, which an archivable document must not have.
    """
    import typst

    own, every = (_fonts(typst, folders) for folders in (job["own_fonts"], job["fonts"]))
    template = Path(job["template"])
    compiler: Any = typst.Compiler(str(template), root=str(template.parent), font_paths=every)
    families = [*(own.families() if job["own_fonts"] else ()), job["family"]]
    for document in job["documents"]:
        content = document["content"] | {"font": families}
        compiled, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=_STANDARDS,
            sys_inputs={"content": json.dumps(content)},
            timestamp=0,  # the document contains its own day
        )
        if warnings:
            raise RuntimeError(f"{template.name}: {'; '.join(map(str, warnings))}")
        Path(document["path"]).write_bytes(compiled)


def _fonts(typst: Any, folders: list[str]) -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
