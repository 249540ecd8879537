"""Heavy libraries that each command imports: a light command starts in half a second."""

import subprocess
import sys

import pytest

from pow_pipeline.workspace import Workspace

HEAVY = {
    "duckdb",
    "great_expectations",
    "jinja2",
    "numpy",
    "pandas",
    "pandera",
    "prefect",
    "pyarrow",
    "pydantic",
}
DUCKDB = {"duckdb", "pydantic"}
COLUMNS = DUCKDB | {"numpy", "pandas", "pandera", "pyarrow"}


def imported_by(arguments: list[str]) -> set[str]:
    """Run a command in a process of its own; return the heavy libraries that it imported."""
    script = (
        "import sys; from pow_pipeline.cli.main import run\n"
        f"code = run({arguments!r})\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return HEAVY & set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "command", ["--help", "status --help", "decide extend --help", "--version"]
)
def test_help_needs_no_heavy_library(command: str):
    assert imported_by(command.split()) == set()


@pytest.mark.parametrize(
    ("command", "libraries"),
    [
        ("status", DUCKDB),
        ("calendar", DUCKDB),
        ("trace 2021-H1 aanbod groen", DUCKDB),
        ("trace AM12 AM12-001", DUCKDB),
        ("rule R-ID-01", {"pydantic"}),
        ("decide extend AM12 2021-H1 --until 2021-08-01 --why illness", DUCKDB),
        ("decide exempt AM13 2021-H1 --why merged", DUCKDB),
        ("decide final 2021-H1 --why agreed", DUCKDB),
        ("ingest", DUCKDB),
    ],
)
def test_a_light_command_imports_only_what_it_needs(
    command: str, libraries: set[str], published: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("POW_NOW", "2021-07-12T09:00:00Z")
    monkeypatch.setenv("POW_HOME", str(published.home))
    assert imported_by(command.split()) <= libraries


def test_a_command_that_validates_a_file_imports_what_checks_it(
    published: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("POW_NOW", "2021-07-12T09:00:00Z")
    (published.inbox / "AM12" / "report.csv").write_text("Activiteit;Status\nx;groen\n")
    monkeypatch.setenv("POW_HOME", str(published.home))
    libraries = imported_by(["ingest"])
    assert COLUMNS <= libraries <= COLUMNS | {"jinja2"}
