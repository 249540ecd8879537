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


def imported_by(*commands: str) -> list[set[str]]:
    """Run commands in one new process; return the heavy libraries imported after each of them."""
    script = (
        "import sys; from pow_pipeline.cli.main import run\n"
        f"for command in {commands!r}:\n"
        "    assert run(command.split()) == 0, command\n"
        "    print('imported', *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("imported ")]
    return [HEAVY & set(names) for names in lines]


def test_help_needs_no_heavy_library():
    commands = ("--help", "status --help", "decide extend --help", "--version")
    assert imported_by(*commands) == [set()] * len(commands)


LIGHT = (
    "status",
    "calendar",
    "trace 2021-H1 aanbod groen",
    "trace AM12 AM12-001",
    "decide extend AM12 2021-H1 --until 2021-08-01 --why illness",
    "decide exempt AM13 2021-H1 --why merged",
    "decide final 2021-H1 --why complete",
    "ingest",
)


def test_light_commands_import_only_what_they_need(
    published: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("POW_NOW", "2021-07-12T09:00:00Z")
    monkeypatch.setenv("POW_HOME", str(published.home))
    imported = dict(zip(LIGHT, imported_by(*LIGHT), strict=True))
    assert not {command: names - DUCKDB for command, names in imported.items() if names - DUCKDB}


def test_a_command_that_validates_a_file_imports_what_checks_it(
    published: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("POW_NOW", "2021-07-12T09:00:00Z")
    (published.inbox / "AM12" / "report.csv").write_text("Activiteit;Status\nx;groen\n")
    monkeypatch.setenv("POW_HOME", str(published.home))
    (libraries,) = imported_by("ingest")
    assert COLUMNS <= libraries <= COLUMNS | {"jinja2"}
