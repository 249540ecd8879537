"""Upgrades: what an older version made is made again; what a newer one made is left alone."""

import json

import duckdb
import pytest

from pow_pipeline import VERSION
from pow_pipeline.cli.main import run
from pow_pipeline.record.journal import Journal
from pow_pipeline.record_format import FORMAT
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, ask, drop, form, ingest_at


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", NOW.isoformat())


def say_format(workspace: Workspace, number: int, version: str) -> None:
    path = workspace.home / "record" / "format.json"
    path.write_text(json.dumps({"format": number, "code_version": version}))


def say_made_by(workspace: Workspace, version: str | None) -> None:
    """Let the warehouse say that a version made it, of other tables than ours."""
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute("UPDATE record.definition SET digest = 'another'")
        if version is None:  # as it was before versions were kept
            connection.execute("ALTER TABLE record.definition DROP COLUMN code_version")
        else:
            connection.execute("UPDATE record.definition SET code_version = ?", [version])


@pytest.mark.parametrize("command", ["status", "ingest", "verify", "rebuild"])
def test_a_record_in_a_newer_format_is_left_alone(command, workspace, capsys):
    say_format(workspace, FORMAT + 1, "99.1.0")
    drop(workspace, "AM12", form())
    assert run([command, "--home", str(workspace.home)]) == 3
    output = capsys.readouterr().err
    assert f"written in format {FORMAT + 1} by pow-pipeline 99.1.0; this is {VERSION}" in output
    assert "Traceback" not in output
    assert Journal(workspace.journal).head() == 1
    assert len(list((workspace.inbox / "AM12").iterdir())) == 1


def test_a_newer_version_that_kept_the_format_does_no_harm(workspace):
    say_format(workspace, FORMAT, "99.1.0")
    ingest_at(workspace)
    payload = json.loads((workspace.home / "record" / "format.json").read_bytes())
    assert payload == {"format": FORMAT, "code_version": "99.1.0"}


@pytest.mark.parametrize("before", [None, (FORMAT, "0.0.9"), (FORMAT - 1, VERSION)])
def test_anyone_who_is_at_work_says_so(before, workspace):
    (workspace.home / "record" / "format.json").unlink()
    if before:
        say_format(workspace, *before)
    ingest_at(workspace)
    payload = json.loads((workspace.home / "record" / "format.json").read_bytes())
    assert payload == {"format": FORMAT, "code_version": VERSION}


@pytest.mark.parametrize(
    ("newest", "remedy"),
    [
        ("99.1.0", f"pow-pipeline 99.1.0 wrote this record; you run {VERSION}; install 99.1.0"),
        (VERSION, f"pow-pipeline {VERSION} knows no event of this kind; install a newer version"),
    ],
)
def test_an_event_of_an_unknown_kind_names_the_versions(newest, remedy, workspace, capsys):
    say_format(workspace, FORMAT, newest)
    path = workspace.journal / "000000002.json"
    path.write_text(json.dumps({"number": 2, "type": "dreamt", "at": NOW.isoformat()}))
    assert run(["ingest", "--home", str(workspace.home)]) == 3
    output = capsys.readouterr().err
    assert f"{path}: not a readable event; nothing was changed; {remedy}" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("command", ["status", "ingest"])
def test_a_warehouse_of_a_newer_version_is_left_alone(command, workspace, capsys):
    say_made_by(workspace, "99.1.0")
    assert run([command, "--home", str(workspace.home)]) == 3
    output = capsys.readouterr().err
    assert f"made by pow-pipeline 99.1.0, and this is {VERSION}; install 99.1.0" in output
    assert ask(workspace, "SELECT code_version FROM record.definition") == [("99.1.0",)]
    assert run(["rebuild", "--home", str(workspace.home)]) == 0  # on purpose
    assert run([command, "--home", str(workspace.home)]) == 0


@pytest.mark.parametrize("version", [None, "0.0.9", VERSION])
def test_a_warehouse_of_an_older_version_is_made_again_by_anyone_who_looks(
    version, workspace, capsys
):
    drop(workspace, "AM12", form())
    ingest_at(workspace)
    say_made_by(workspace, version)
    assert run(["status", "2021-H1", "--home", str(workspace.home)]) == 0
    output = capsys.readouterr()
    assert "made by another version; making it again" in output.err
    assert "2021-H1: 1 of 35 regions have a report that counts" in output.out
    assert ask(workspace, "SELECT code_version FROM record.definition") == [(VERSION,)]
    assert run(["status", "--home", str(workspace.home)]) == 0
    assert "making it again" not in capsys.readouterr().err
