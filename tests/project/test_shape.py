"""The shape of the source tree: short folders, and SQL in files of its own."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "pow_pipeline", "schemas", "tests")
MOST_FILES = 15
MOST_LINES_OF_SQL = 4  # in a string of Python; longer queries are in .sql files
SQL = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE|FROM|CREATE|MERGE)\b")


def source_files() -> list[Path]:
    """Return the Python and SQL files under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, check=True
    )
    paths = map(Path, filter(None, listed.stdout.decode().split("\0")))
    return [path for path in paths if path.suffix in {".py", ".sql"}]


def test_no_folder_holds_more_files_than_a_reader_takes_in_at_once():
    found = Counter(path.parent for path in source_files())
    assert found
    assert {str(folder): count for folder, count in found.items() if count > MOST_FILES} == {}


def texts_in(source: str) -> list[str]:
    """Return the string literals of a module; in formatted ones, values are left out."""
    return [
        "".join(part.value for part in parts if isinstance(part, ast.Constant))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for parts in [node.values if isinstance(node, ast.JoinedStr) else [node]]
        if all(isinstance(part.value, str) for part in parts if isinstance(part, ast.Constant))
    ]


def lines_of_sql(text: str) -> int:
    """Return the number of lines of a text that starts like SQL; 0 for any other text."""
    return len([line for line in text.split("\n") if line.strip()]) if SQL.match(text) else 0


def test_long_queries_are_in_files():
    modules = [path for path in source_files() if path.suffix == ".py" and path.parts[0] != "tests"]
    longest = {
        str(path): max(map(lines_of_sql, texts_in((ROOT / path).read_text())), default=0)
        for path in modules
    }
    assert max(longest.values()) > 0
    assert {path: lines for path, lines in longest.items() if lines > MOST_LINES_OF_SQL} == {}


def test_each_file_of_sql_says_what_it_returns():
    files = [path for path in source_files() if path.suffix == ".sql"]
    others = [path for path in files if "questions" not in path.parts]  # these are shown to readers
    assert files
    assert [str(path) for path in others if not (ROOT / path).read_text().startswith("--")] == []


BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Match)


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions and methods of a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def depth_of(node: ast.AST, depth: int = 0) -> int:
    """Return how deep the blocks of a function are nested; `elif` does not count as a level."""
    deepest = depth
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in children:
            if not isinstance(child, ast.AST) or isinstance(child, ast.Lambda | ast.ClassDef):
                continue
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            is_elif = isinstance(child, ast.If) and isinstance(node, ast.If) and field == "orelse"
            goes_deeper = isinstance(child, BLOCKS) and not (is_elif and len(children) == 1)
            deepest = max(deepest, depth_of(child, depth + goes_deeper))
    return deepest


def test_functions_are_short_and_flat() -> None:
    paths = [path for path in source_files() if path.suffix == ".py" and path.parts[0] != "tests"]
    functions = [(path, function) for path in paths for function in functions_in(ROOT / path)]
    lengths = sorted((function.end_lineno or 0) - function.lineno + 1 for _, function in functions)
    assert lengths[len(lengths) * 9 // 10] <= 25
    assert lengths[-1] <= 60
    assert [
        f"{path}: {function.name}" for path, function in functions if depth_of(function) > 3
    ] == []
