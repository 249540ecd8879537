"""The demonstration as a user runs it: in a process of its own, with the real flows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from holding import assert_invariants

from pow_pipeline.workspace import Workspace


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo") / "demo"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POW_")}
    done = subprocess.run(
        [sys.executable, "-m", "pow_pipeline.cli.main", "demo", home],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return done, Workspace(home)


def test_it_ends_well_with_nothing_stray_on_the_screen(demo):
    done, _ = demo
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_it_prints_the_table_of_the_sheet(demo):
    done, _ = demo
    lines = [line.split() for line in done.stdout.splitlines()]
    for row in (
        "Totaal van activiteiten 49% 44% 7% 840",
        "Aanbod 57% 38% 5% 268",
        "Vraag 43% 50% 7% 187",
        "Route 46% 47% 8% 294",
        "Scholing 52% 44% 4% 91",
    ):
        assert row.split() in lines


def test_it_publishes_three_periods_with_a_correction_a_rejection_and_a_silent_region(demo):
    done, workspace = demo
    current = workspace.published / "current"
    assert sorted(path.name for path in current.iterdir()) == [
        "2020-H2",
        "2021-H1",
        "2021-H2",
        "latest",
    ]
    assert "1 rejected" in done.stdout
    assert "1 duplicate" in done.stdout
    assert "sends a correction" in done.stdout
    sheet = (current / "2020-H2" / "public" / "sheet.nl.html").read_text(encoding="utf-8")
    assert "34 van de 35" in sheet
    assert_invariants(workspace)


def test_what_it_says_to_try_next_works(demo):
    done, _ = demo
    commands = [line.split() for line in done.stdout.splitlines() if line.startswith("  pow ")]
    assert len(commands) == 4
    for command in commands:
        line = " ".join(command[1:])
        tried = subprocess.run(
            f"{sys.executable} -m pow_pipeline.cli.main {line}",
            shell=True,
            check=False,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parent,
        )
        assert tried.returncode == 0, (line, tried.stderr)


def test_it_does_not_touch_a_folder_that_holds_something_else(tmp_path, capsys):
    from pow_pipeline.cli.main import run

    (tmp_path / "letter.txt").write_text("dear")
    assert run(["demo", str(tmp_path)]) == 2
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text() == "dear"
