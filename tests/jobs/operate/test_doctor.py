"""Doctor: what is there, what is missing, and which defences hold, each shown by trying."""

import os
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import duckdb
import pytest

from pow_pipeline import limits
from pow_pipeline.errors import PowError
from pow_pipeline.jobs.engine.run import make_run
from pow_pipeline.jobs.operate.doctor import doctor
from pow_pipeline.jobs.operate.doctor.doctor import examine
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.settings import Settings
from pow_pipeline.warehouse.lock import try_lock
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW
from tests.harness.landlock import needs_landlock


@pytest.fixture
def _no_attempts(monkeypatch):
    """Do without the attempts, which take seconds."""
    monkeypatch.setattr(doctor, "defences", lambda _: {"open a file outside": False})


def found_by_doctor(workspace, what: str, settings: Settings | None = None) -> tuple[str, str]:
    """Return state and text of one line."""
    examined = {each.what: each for each in examine(make_run(workspace, settings or Settings()))}
    return examined[what].state, examined[what].found


@needs_landlock
def test_every_defence_is_tried_and_holds(workspace):
    tried = {
        each.what.removeprefix("sandbox: "): each.state
        for each in examine(make_run(workspace, Settings()))
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
def test_a_defence_that_the_system_lacks_is_stated_plainly(workspace):
    assert found_by_doctor(workspace, "sandbox: open a file outside") == (
        "lacking",
        "this system does not keep a reader from it",
    )


@pytest.mark.usefixtures("_no_attempts")
def test_the_lock_is_shown_without_being_taken(workspace):
    assert found_by_doctor(workspace, "lock") == ("ok", "free")
    with try_lock(workspace):
        assert found_by_doctor(workspace, "lock") == ("ok", f"held by process {os.getpid()}")
    assert found_by_doctor(workspace, "lock") == ("ok", "free")


@pytest.mark.usefixtures("_no_attempts")
def test_settings_that_differ_are_shown(workspace, monkeypatch):
    monkeypatch.delenv("POW_STABLE_SECONDS")
    monkeypatch.delenv("POW_NOW", raising=False)
    assert found_by_doctor(workspace, "settings") == ("ok", "as by default")
    monkeypatch.setenv("POW_FILE_BYTES", "1000")
    assert found_by_doctor(workspace, "settings", Settings()) == ("ok", "POW_FILE_BYTES=1000")


@pytest.mark.usefixtures("_no_attempts")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POW_LINEAGE", "https://me:s3cret@example.nl"),
        ("POW_UPLOAD_TO", "sftp://me:s3cret@example.nl/data"),
        ("POW_SMTP_PASSWORD", "s3cret"),
        ("PREFECT_API_URL", "http://me:s3cret@127.0.0.1:9/api"),
        ("PREFECT_API_URL", "ftp://me:s3cret@127.0.0.1/api"),
    ],
)
def test_no_secret_is_shown(name, value, workspace, monkeypatch):
    monkeypatch.setenv(name, value)
    assert "s3cret" not in str(examine(make_run(workspace, Settings())))


@pytest.mark.usefixtures("_no_attempts")
def test_what_is_missing_is_named(workspace, tmp_path, monkeypatch):
    state, result = found_by_doctor(Workspace(tmp_path / "none"), "workspace")
    assert (state, "pow init DIR" in result) == ("missing", True)
    packages = "pow_pipeline.jobs.operate.doctor.packages.version"
    monkeypatch.setattr(packages, lambda name: "0.1" if name == "duckdb" else "99")
    assert found_by_doctor(workspace, "duckdb") == ("missing", "0.1; needed <2,>=1.5.5")
    monkeypatch.setattr(limits, "LEAST_FREE", 2**80)
    assert found_by_doctor(workspace, "free disk space")[0] == "missing"


@pytest.mark.usefixtures("_no_attempts")
def test_the_command_ends_with_3_when_something_is_missing(workspace, tmp_path, capsys):
    import json

    from pow_pipeline.cli.main import run

    assert run(["doctor", "--home", str(workspace.home), "--json"]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert {"what": "lock", "state": "ok", "found": "free", "remedy": ""} in payload
    assert run(["doctor", "--home", str(tmp_path / "none")]) == 3
    assert "missing  workspace" in capsys.readouterr().out


def remedied(workspace, what: str) -> tuple[str, str]:
    """Return state and remedy of one line."""
    examined = {each.what: each for each in examine(make_run(workspace, Settings()))}
    return examined[what].state, examined[what].remedy


@pytest.mark.usefixtures("_no_attempts")
@pytest.mark.parametrize(
    ("ahead", "state"),
    [(timedelta(0), "ok"), (timedelta(seconds=60), "ok"), (timedelta(seconds=61), "missing")],
)
def test_a_clock_behind_the_record_is_wrong(ahead, state, workspace, monkeypatch):
    monkeypatch.setenv("POW_NOW", (NOW - ahead).isoformat())
    assert found_by_doctor(workspace, "clock", Settings())[0] == state


@pytest.mark.usefixtures("_no_attempts")
def test_a_zone_that_this_machine_does_not_know_is_named(workspace, monkeypatch):
    assert found_by_doctor(workspace, "time zone") == ("ok", "Europe/Amsterdam")

    def latest(_):
        raise PowError("programme.toml › time_zone: there is no time zone 'Europe/Amsterdam'")

    monkeypatch.setattr(ArchivedProgrammes, "latest", latest)
    assert remedied(workspace, "time zone")[1].endswith("install the data of time zones (tzdata)")


@pytest.mark.usefixtures("_no_attempts")
def test_who_may_send_is_looked_at(workspace):
    state, found = found_by_doctor(workspace, "inboxes")
    assert (state, found) == ("lacking", "35 folders share 1 groups")
    (workspace.inbox / "AM12").chmod(0o2772)
    remedy = f"chmod o-w {workspace.inbox / 'AM12'}"
    assert remedied(workspace, "inboxes") == ("missing", remedy)
    assert found_by_doctor(workspace, "inboxes")[1] == "anybody may send as AM12"
    (workspace.inbox / "AM12").chmod(0o2770)
    if os.geteuid() == 0:
        for number, folder in enumerate(workspace.inbox.iterdir()):
            os.chown(folder, 0, 40000 + number)
        result = "35 folders, each of a group of its own"
        assert found_by_doctor(workspace, "inboxes") == ("ok", result)


@pytest.mark.usefixtures("_no_attempts")
def test_a_workspace_that_others_can_write_is_refused_with_a_remedy(workspace):
    (workspace.home / "record").chmod(0o777)
    state, found = found_by_doctor(workspace, "workspace")
    assert (state, f"chmod go-w {workspace.home / 'record'}" in found) == ("missing", True)


@pytest.mark.usefixtures("_no_attempts")
def test_the_tables_of_another_version_are_to_be_brought_up(workspace):
    assert found_by_doctor(workspace, "warehouse")[0] == "ok"
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute("UPDATE record.definition SET digest = 'another'")
    assert remedied(workspace, "warehouse") == ("lacking", "pow ingest")
    with duckdb.connect(workspace.warehouse) as connection:
        connection.execute("UPDATE record.definition SET code_version = '99.0'")
    assert found_by_doctor(workspace, "warehouse")[0] == "missing"


@pytest.mark.usefixtures("_no_attempts")
def test_a_typeface_that_is_gone_is_named(workspace, monkeypatch, tmp_path):
    assert found_by_doctor(workspace, "fonts")[0] == "ok"
    monkeypatch.setattr("pow_pipeline.publication.sheet.typefaces.FONTS", tmp_path)
    state, found = found_by_doctor(workspace, "fonts")
    assert (state, "SourceSans3-Regular.ttf" in found) == ("missing", True)


@pytest.mark.usefixtures("_no_attempts")
def test_the_server_is_asked_whether_it_is_well(workspace, monkeypatch):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/api/health" else 404)
            self.end_headers()

        def log_message(self, *_) -> None:
            pass

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert found_by_doctor(workspace, "Prefect server") == ("lacking", "PREFECT_API_URL is not set")
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/api"
        monkeypatch.setenv("PREFECT_API_URL", address)
        assert found_by_doctor(workspace, "Prefect server") == ("ok", f"reached at {address}")
        monkeypatch.setenv("PREFECT_API_URL", f"{address}/other")
        assert found_by_doctor(workspace, "Prefect server")[0] == "missing"
        server.shutdown()
    monkeypatch.setenv("PREFECT_API_URL", address)
    state, found = found_by_doctor(workspace, "Prefect server")
    assert (state, "refused" in found) == ("missing", True)
    monkeypatch.setenv("PREFECT_API_URL", "file:///etc/passwd")
    assert found_by_doctor(workspace, "Prefect server")[0] == "missing"


@pytest.mark.usefixtures("_no_attempts")
def test_what_is_installed_is_held_against_the_lock_where_there_is_one(
    workspace, monkeypatch, tmp_path
):
    assert found_by_doctor(workspace, "requirements.lock")[0] == "ok"
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "duckdb==0.1 \\\n    --hash=sha256:0\nnobody-has-this==1 ; python_version < '3'\n"
    )
    monkeypatch.setattr("pow_pipeline.jobs.operate.doctor.packages.LOCK", lock)
    state, found = found_by_doctor(workspace, "requirements.lock")
    assert (state, "duckdb 1.5.5 (==0.1)" in found, "nobody" in found) == ("lacking", True, False)
    lock.unlink()
    assert found_by_doctor(workspace, "requirements.lock") == (
        "lacking",
        "not part of this installation",
    )


@pytest.mark.usefixtures("_no_attempts")
def test_all_that_is_not_well_has_a_remedy(workspace):
    for each in examine(make_run(workspace, Settings())):
        assert (each.state == "ok") == (each.remedy == ""), each


@pytest.mark.usefixtures("_no_attempts")
@pytest.mark.parametrize(
    ("lines", "states"),
    [
        ("AM12,a@example.nl\nam13,b@example.nl\n", ["ok"]),
        ("AM99,x@example.nl\nAM12\nAM98,x@example.nl\n", ["missing"] * 3),
    ],
)
def test_every_line_of_the_contacts_is_looked_at(lines, states, workspace):
    workspace.contacts.write_text(f"region,address\n{lines}")
    found = [each for each in examine(make_run(workspace, Settings())) if each.what == "contacts"]
    assert [each.state for each in found] == states
    assert [bool(each.remedy) for each in found] == [state != "ok" for state in states]
