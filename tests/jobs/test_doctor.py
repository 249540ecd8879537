"""Doctor: what is there, what is missing, and which defences hold, each shown by trying."""

import os

import pytest
from system import needs_landlock

from pow_pipeline.jobs import doctor
from pow_pipeline.jobs.doctor import examine
from pow_pipeline.settings import Settings
from pow_pipeline.warehouse.lock import try_lock
from pow_pipeline.workspace import Workspace


@pytest.fixture
def _no_attempts(monkeypatch):
    """Do without the attempts, which take seconds."""
    monkeypatch.setattr(doctor, "defences", lambda _: {"open a file outside": False})


def told(workspace, what: str, settings: Settings | None = None) -> tuple[str, str]:
    """Return state and text of one line."""
    examined = {each.what: each for each in examine(workspace, settings or Settings())}
    return examined[what].state, examined[what].found


@needs_landlock
def test_every_defence_is_tried_and_holds(workspace):
    tried = {
        each.what.removeprefix("sandbox: "): each.state
        for each in examine(workspace, Settings())
        if each.what.startswith("sandbox")
    }
    assert tried == dict.fromkeys(
        [
            "open a file outside",
            "write a file",
            "reach the network",
            "run a program",
            "signal its parent",
            "take more memory than allowed",
            "compute for longer than allowed",
            "wait for longer than allowed",
        ],
        "ok",
    )


@pytest.mark.usefixtures("_no_attempts")
def test_a_defence_that_the_system_lacks_is_said_plainly(workspace):
    assert told(workspace, "sandbox: open a file outside") == (
        "lacking",
        "this system does not keep a reader from it",
    )


@pytest.mark.usefixtures("_no_attempts")
def test_the_lock_is_shown_without_being_taken(workspace):
    assert told(workspace, "lock") == ("ok", "free")
    with try_lock(workspace):
        assert told(workspace, "lock") == ("ok", f"held by process {os.getpid()}")
    assert told(workspace, "lock") == ("ok", "free")


@pytest.mark.usefixtures("_no_attempts")
def test_settings_that_differ_are_shown(workspace, monkeypatch):
    monkeypatch.delenv("POW_SETTLE_SECONDS")
    monkeypatch.delenv("POW_NOW", raising=False)
    assert told(workspace, "settings") == ("ok", "as by default")
    monkeypatch.setenv("POW_FILE_BYTES", "1000")
    assert told(workspace, "settings", Settings()) == ("ok", "POW_FILE_BYTES=1000")


@pytest.mark.usefixtures("_no_attempts")
def test_what_is_missing_is_named(workspace, tmp_path, monkeypatch):
    state, said = told(Workspace(tmp_path / "none"), "workspace")
    assert (state, "pow init DIR" in said) == ("missing", True)
    monkeypatch.setattr(doctor, "version", lambda name: "0.1" if name == "duckdb" else "99")
    assert told(workspace, "duckdb") == ("missing", "0.1; needed <2,>=1.5.5")
    monkeypatch.setattr(doctor, "_LEAST_FREE", 2**80)
    assert told(workspace, "free disk space")[0] == "missing"


@pytest.mark.usefixtures("_no_attempts")
def test_the_command_ends_with_3_when_something_is_missing(workspace, tmp_path, capsys):
    import json

    from pow_pipeline.cli.main import run

    assert run(["doctor", "--home", str(workspace.home), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"what": "lock", "state": "ok", "found": "free"} in said
    assert run(["doctor", "--home", str(tmp_path / "none")]) == 3
    assert "missing  workspace" in capsys.readouterr().out
