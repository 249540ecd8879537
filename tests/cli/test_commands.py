"""The command line: what it prints, its exit codes, and what it does not import."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pow_pipeline.cli import main
from pow_pipeline.cli.main import app, run
from tests.harness.builders import command, drop, form

HEAVY = {"prefect", "pandas", "pandera", "duckdb", "great_expectations", "pyarrow", "pydantic"}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from pow_pipeline.cli.main import run; run(['--help']);"
        "print(sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "Usage: pow COMMAND" in done.stdout
    assert not HEAVY & set(eval(done.stderr))  # noqa: S307 -- our own list of names


@pytest.mark.parametrize(
    "name",
    [
        *(
            "init",
            "template",
            "ingest",
            "publish",
            "diff",
            "status",
            "calendar",
            "remind",
            "rerun",
            "backfill",
            "programme activate",
            "rebuild",
            "backup",
            "verify",
            "doctor",
            "check",
            "form",
            "token",
            "trace",
            "rule",
            "upload",
            "sql",
            "demo",
        ),
        *(
            f"decide {kind}"
            for kind in (
                *("withdraw", "answer", "extend", "exempt", "erase", "final", "reopen"),
                *("approve", "sign-off"),
            )
        ),
    ],
)
def test_every_command_has_help_with_an_example(name, capsys):
    assert run([*name.split(), "--help"]) == 0
    assert f"Example: pow {name}" in " ".join(capsys.readouterr().out.split())


def test_a_missing_argument_is_named_with_the_example_of_the_command(capsys):
    assert run(["decide", "sign-off"]) == 2
    assert "such as: pow decide sign-off 2021-H1" in capsys.readouterr().err


def test_a_whole_life(template, tmp_path, capsys):
    home = tmp_path / "work"
    assert run(["init", str(home), "--programme", str(template / "programme")]) == 0
    assert "35 regions send their files to" in capsys.readouterr().out
    for folder in sorted((home / "inbox").iterdir())[:30]:
        (folder / "form.xlsx").write_bytes(form(folder.name))
    (home / "inbox" / "AM38" / "form.xlsx").write_bytes(b"nonsense")
    assert run(["ingest", "--home", str(home)]) == 0
    output = capsys.readouterr().out
    assert "31 received, 30 accepted, 1 rejected" in output
    assert "rejected   AM38-2-31  errors: 1, see" in output
    assert run(["publish", "2021-H1", "--home", str(home)]) == 0
    assert "2021-H1.v1 is published" in capsys.readouterr().out
    assert run(["status", "--home", str(home)]) == 0
    output = capsys.readouterr().out
    assert "2021-H1: 30 of 35 regions have a report that counts (86%), 30 were on time" in output
    assert "rejected: AM38-2-31 (form.xlsx)" in output
    assert run(["rebuild", "--home", str(home)]) == 0
    assert "the warehouse is made again from 5 events" in capsys.readouterr().out
    assert run(["rebuild", "--verify", "--home", str(home)]) == 0
    assert "all agrees: 5 events" in capsys.readouterr().out


def test_json_for_programs(workspace, capsys):
    drop(workspace, "AM12", form())
    home = ["--home", str(workspace.home), "--json"]
    assert run(["ingest", *home]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert (payload["accepted"], payload["results"][0]["delivery"]) == (1, "AM12-2-1")
    assert run(["status", "2021-H1", *home]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert (payload["period"], payload["expected"], payload["in_force"]) == ("2021-H1", 35, 1)
    assert len(payload["silent"]) == 34
    assert run(["decide", "withdraw", "AM12", "2021-H1", "--why", "x", *home]) == 0
    assert json.loads(capsys.readouterr().out)[0]["version"] == 1
    assert run(["rebuild", *home]) == 0
    assert json.loads(capsys.readouterr().out)["events"] == 5


def test_usage_errors_end_with_2(workspace, capsys):
    home = ["--home", str(workspace.home)]
    assert run(["nonsense"]) == 2
    assert run(["publish", "2031-H1", *home]) == 2
    assert "no period '2031-H1'" in capsys.readouterr().err
    assert run(["init", str(workspace.home)]) == 2
    assert "is a workspace already" in capsys.readouterr().err
    assert run(["init", str(workspace.home.parent / "new"), "--programme", "nonsense"]) == 2
    assert "no programme 'nonsense'" in capsys.readouterr().err
    assert run(["decide", "withdraw", "AM12", "2021-H1", "--why", "x", *home]) == 2
    assert "nothing to withdraw" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("publish", "name the period, such as: pow publish 2021-H1 --home work"),
        ("diff", "name the period, such as: pow diff 2021-H1 --home work"),
        ("init", "name the directory, such as: pow init work"),
        ("trace", "name the subject, such as: pow trace 2021-H1 CATEGORY STATUS"),
        ("decide final --why x", "name the period, such as: pow decide final 2021-H1 --why"),
        ("decide withdraw", "name the region, such as: pow decide withdraw AM12 2021-H1 --why"),
        ("decide extend AM12", "name the period, such as: pow decide extend AM12 2021-H1 --until"),
        ("decide exempt AM12", "name the period, such as: pow decide exempt AM12 2021-H1 --why"),
        ("decide answer", "name the delivery, such as: pow decide answer AM12-41-7 --rule"),
        ("decide erase", 'name the delivery, such as: pow decide erase AM12-41-7 --why "a name"'),
        ("decide final 2021-H1", "give a value for --why, such as: pow decide final 2021-H1"),
        ("ingest --home", "give a value for --home, such as: pow ingest --home work"),
    ],
)
def test_what_was_not_given_is_named_by_an_example(arguments, expected, capsys):
    assert run(arguments.split()) == 2
    assert f"pow: {expected}" in capsys.readouterr().err


def test_a_wrong_setting_is_named_and_ends_with_2(workspace, monkeypatch, capsys):
    monkeypatch.setenv("POW_BATCH_SIZE", "many")
    assert run(["ingest", "--home", str(workspace.home)]) == 2
    assert "POW_BATCH_SIZE" in capsys.readouterr().err


def test_a_decision_needs_a_reason(workspace, capsys):
    arguments = ["AM12", "2021-H1", "--why", "  ", "--home", str(workspace.home)]
    assert run(["decide", "withdraw", *arguments]) == 2
    assert "needs its reason" in capsys.readouterr().err


def test_a_reader_that_closes_the_pipe_is_no_error(workspace):
    command = f"{sys.executable} -m pow_pipeline.cli.main status 2021-H1 --home {workspace.home}"
    done = subprocess.run(
        f"{command} | true", shell=True, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_a_terminal_that_lacks_a_sign_shows_the_rest(workspace):
    import os

    done = subprocess.run(
        [sys.executable, "-m", "pow_pipeline.cli.main", "status", "--home", workspace.home],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "? loopt naar wens" in done.stdout


def test_a_missing_workspace_ends_with_3(tmp_path, capsys):
    assert run(["status", "--home", str(tmp_path)]) == 3
    assert "is not a workspace" in capsys.readouterr().err


def test_a_damaged_warehouse_ends_with_3_and_can_be_made_again(workspace, capsys):
    home = ["--home", str(workspace.home)]
    workspace.warehouse.write_bytes(b"nonsense" * 1000)
    assert run(["status", *home]) == 3
    assert "make it again with: pow rebuild" in capsys.readouterr().err
    assert run(["rebuild", *home]) == 0
    assert run(["status", *home]) == 0


def test_implausible_figures_end_with_4(workspace, capsys):
    assert run(["publish", "2021-H1", "--home", str(workspace.home)]) == 4
    assert "reporting rate at or above the programme's minimum" in capsys.readouterr().err


def test_the_numbers_of_a_publication_that_is_stopped_agree(workspace, capsys):
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    for region in regions[:7]:
        drop(workspace, region, form(region))
    command(workspace, "ingest")
    for region in (regions[0], regions[-1]):  # one that has reported, one that has not
        command(workspace, "decide", "exempt", region, "2021-H1", "--why", "merged")
    assert run(["publish", "2021-H1", "--home", str(workspace.home)]) == 4
    output = capsys.readouterr().err  # 6 of 33
    assert "expected 35, exempt 2, in_force 6, reporting_rate 18.2%, minimum 60.0%" in output
    assert "remind the regions without one" in output


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2021-11-30", "2021-H2 has not opened: reports are taken from 2021-12-01"),
        ("2021-12-01", "no report that counts: AM01, AM02"),
    ],
)
def test_a_period_that_has_not_opened_lacks_no_report(
    today, expected, workspace, monkeypatch, capsys
):
    monkeypatch.setenv("POW_NOW", f"{today}T09:00:00Z")
    command(workspace, "status", "2021-H2")
    output = capsys.readouterr().out
    assert expected in output
    assert ("has not opened" in output) != ("no report that counts" in output)


def test_a_region_whose_report_was_rejected_has_none_that_counts(workspace, capsys):
    for region in workspace.inbox.iterdir():
        drop(workspace, region.name, b"nonsense" if region.name == "AM12" else form(region.name))
    command(workspace, "ingest")
    command(workspace, "status", "2021-H1")
    output = capsys.readouterr().out
    assert "no report that counts: AM12\n" in output
    assert "rejected: AM12-2-" in output
    assert "silent" not in output


def test_a_revision_needs_a_yes(published, capsys):
    home = ["--home", str(published.home)]
    drop(published, "AM12", form(rows=[("1", "x", "Route", "rood", "y")]))
    assert run(["ingest", *home]) == 0
    assert run(["publish", "2021-H1", *home]) == 2
    assert "Say so with --yes" in capsys.readouterr().err
    assert run(["publish", "2021-H1", "--yes", *home]) == 0
    assert "2021-H1.v2 is published" in capsys.readouterr().out


def test_a_bug_ends_with_70_and_a_traceback(monkeypatch, capsys):
    def break_down(*_arguments, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(main, "app", break_down)
    assert run(["status"]) == 70
    output = capsys.readouterr().err
    assert "Traceback" in output
    assert "this is a bug in pow-pipeline" in output


def test_the_commands_page_describes_every_command():
    page = (Path(main.__file__).parents[2] / "docs" / "commands.md").read_text()
    names = [name for name in app if not name.startswith("-") and name != "decide"]
    names += [f"decide {name}" for name in app["decide"] if not name.startswith("-")]
    described = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `pow ")]
    missing = [name for name in names if not any(f"`pow {name}" in cell for cell in described)]
    assert missing == []


def documented_commands() -> dict[str, set[str]]:
    """Return the commands that documents give in code, each with the options used with it."""
    root = Path(main.__file__).parents[2]
    pages = [*root.glob("*.md"), *(root / "docs").glob("*.md")]
    spans = [
        span
        for page in pages
        for span in re.findall(r"(?:`|\$ |bin/)pow ([a-z][^`\n#]*)", page.read_text())
    ]
    options: dict[str, set[str]] = {}
    for span in spans:
        first, *rest = re.findall(r"[a-z][a-z-]*", span.partition("&&")[0])
        name = f"{first} {rest[0]}" if first in {"decide", "programme"} and rest else first
        options.setdefault(name, set()).update(re.findall(r"(?<= )--[a-z-]+", span))
    return options


@pytest.mark.parametrize(("name", "options"), documented_commands().items())
def test_documented_commands_and_options_exist(name, options, capsys):
    assert run([*name.split(), "--help"]) == 0
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert options - known - {"--help"} == set()
