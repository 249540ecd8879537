"""Embeds in the dashboard page all that it needs: scripts, style, SQLite and the figures."""

import base64
import gzip
import hashlib
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from pow_pipeline.publication.files.sqlite import write_sqlite
from schemas.programme.programme import Programme

_ASSETS: Final = Path(__file__).parent / "assets"
_VENDOR: Final = Path(__file__).parents[1] / "vendor"
# Each script comes after the scripts that it uses.
_OWN_SCRIPTS: Final = (
    "setting",
    "database",
    "choice",
    "text",
    "table",
    "searchable",
    "chart",
    "distribution",
    "trend",
    "regions",
    "transitions",
    "coverage",
    "activities",
    "figures",
    "questions",
    "start",
)


@cache
def scripts() -> list[str]:
    """Return the scripts of the page, in the order in which they run."""
    own = "\n".join(_read(_ASSETS / f"{name}.js") for name in _OWN_SCRIPTS)
    return [
        _read(_VENDOR / "vega.min.js"),
        _read(_VENDOR / "vega-lite.min.js"),
        _as_script(_read(_VENDOR / "vega-interpreter.js")),
        _read(_VENDOR / "sql-wasm.js"),
        f'(() => {{\n"use strict";\n{own}\n}})();',
    ]


def style(programme: Programme) -> str:
    """Return the style of the page, with the colours of the statuses."""
    colours = "".join(
        f".status-{status.code} {{ background: {status.colour}; color: {status.text_colour}; }}\n"
        for status in programme.statuses
    )
    return f"{_read(_ASSETS / 'page.css')}\n{colours}"


@cache
def embedded_engine() -> str:
    """Return SQLite compiled to WebAssembly, compressed and encoded as base64."""
    return _embedded((_VENDOR / "sql-wasm.wasm").read_bytes())


def embedded_database(staged: Path, tables: Sequence[str]) -> str:
    """Return a SQLite file with some staged tables, compressed and encoded as base64."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pow.sqlite"
        write_sqlite(staged, path, tables=tables)
        return _embedded(path.read_bytes())


def hash_source(content: str) -> str:
    """Return the source expression that allows an inline script or style in a CSP header."""
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _embedded(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()


def _as_script(module: str) -> str:
    """Convert the Vega interpreter, an ES module, to a script that can be inlined.

    The script imports from the global object `vega` and adds its export to that object.
    """
    body = module.replace("import {", "const {", 1).replace("} from 'vega-util'", "} = vega", 1)
    body = body.replace("export { expression as expressionInterpreter };", "")
    return f"(() => {{\n{body}\nvega.expressionInterpreter = expression;\n}})();"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
