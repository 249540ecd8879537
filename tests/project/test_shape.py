"""The shape of the source tree: short folders, and SQL in files of its own."""

import ast
import re
import subprocess
from collections import Counter
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
