"""The shape of the source tree: a folder that grows too long is split by topic."""

import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "pow_pipeline", "schemas", "tests")
MOST_FILES = 15


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
