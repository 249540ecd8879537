"""Calls whose cost is not linear in the rows, which no small test would notice."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def replaces_by_dictionary(path: Path) -> list[int]:
    """Return the lines that call `replace` with a dictionary: pandas pays keys times rows."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    )
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "replace"
        and any(isinstance(each, ast.Dict | ast.DictComp) for each in call.args)
    ]


def test_no_series_is_replaced_by_a_dictionary():
    sources = [path for name in ("pow_pipeline", "schemas") for path in (ROOT / name).rglob("*.py")]
    found = {path.name: lines for path in sources if (lines := replaces_by_dictionary(path))}
    assert sources
    assert found == {}  # use `map`, see _converted in validation/evidence.py


def test_only_a_short_lived_process_imports_typst():
    """Typst keeps everything it has laid out, and a publishing process would keep it too."""
    importers = {
        path.name
        for name in ("pow_pipeline", "schemas", "flows")
        for path in (ROOT / name).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Import) and any(each.name == "typst" for each in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "typst")
    }
    assert importers == {"compiling.py"}
