"""Lineage: told to a real file and a real server, and to nobody unless it is wanted."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pow_pipeline.errors import PublicationBlockedError, UsageError
from pow_pipeline.jobs.engine.lineage.events import is_configured
from pow_pipeline.record.journal import Journal
from tests.harness.builders import HEADER, drop, form, ingest_at, publish_at

FIRST = [("1", "Geheimenwinkel", "Aanbod", "groen", "Gaat goed.")]


@pytest.fixture(autouse=True)
def _clean_environment() -> Iterator[None]:
    yield
    for name in [name for name in os.environ if name.startswith("OPENLINEAGE__")]:
        del os.environ[name]  # its client puts them there


@contextmanager
def collecting(status: int = 200) -> Iterator[tuple[str, list[dict]]]:
    """Run a server that keeps what it is told; yields its address and that."""
    result: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            result.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", result
    server.shutdown()
    server.server_close()


def datasets(expected: list[dict]) -> dict[str, str]:
    return {each["name"]: each["facets"]["version"]["datasetVersion"] for each in expected}


def test_inputs_and_outputs_are_emitted_by_names_and_hashes(workspace, tmp_path, monkeypatch):
    file = tmp_path / "lineage.jsonl"
    monkeypatch.setenv("POW_LINEAGE", file.as_uri())
    sent = {path.name: form(path.name, rows=FIRST) for path in workspace.inbox.iterdir()}
    for region, content in sent.items():
        drop(workspace, region, content, "Geheim.xlsx")
    names = {each.delivery for each in ingest_at(workspace).results}
    journal = Journal(workspace.journal)
    validated = journal.hash_of(journal.head())
    publish_at(workspace)
    text = file.read_text()
    payload = [json.loads(line) for line in text.splitlines()]
    assert [(each["job"]["name"], each["eventType"]) for each in payload] == [
        ("ingest", "START"),
        ("ingest", "COMPLETE"),
        ("publish", "START"),
        ("publish", "COMPLETE"),
    ]
    assert payload[0]["run"]["runId"] == payload[1]["run"]["runId"] != payload[2]["run"]["runId"]
    inputs, outputs = datasets(payload[1]["inputs"]), datasets(payload[1]["outputs"])
    programme = inputs.pop("programme")
    assert programme == journal.event(1).digest
    assert inputs == {
        f"deliveries/{name}": hashlib.sha256(sent[name.partition("-")[0]]).hexdigest()
        for name in names
    }
    assert outputs == {"warehouse": validated} == datasets(payload[3]["inputs"])
    release = journal.event(journal.head())
    assert datasets(payload[3]["outputs"]) == {"releases/2021-H1.v1": release.manifest}
    assert not [word for word in ("eheim", "Gaat goed", *HEADER) if word in text]


def test_a_run_that_failed_is_reported_by_kind_and_place(workspace, monkeypatch):
    with collecting() as (url, result):
        monkeypatch.setenv("OPENLINEAGE_URL", url)
        with pytest.raises(PublicationBlockedError):
            publish_at(workspace)
    assert [each["eventType"] for each in result] == ["START", "FAIL"]
    failure = result[1]["run"]["facets"]["errorMessage"]["message"]
    assert failure.startswith("PublicationBlockedError in jobs/")
    assert not result[1]["outputs"]


@pytest.mark.parametrize("wanted", ["http://127.0.0.1:9", "file:///nowhere/at/all"])
def test_nothing_fails_by_it(workspace, monkeypatch, caplog, wanted):
    monkeypatch.setenv("POW_LINEAGE", wanted)
    drop(workspace, "AM12", form())
    assert ingest_at(workspace).counts()["accepted"] == 1
    text = [each for each in caplog.messages if each.startswith("lineage could not be emitted: ")]
    assert len(text) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENLINEAGE_URL", "lineage.example.nl"),
        ("OPENLINEAGE__TRANSPORT__TYPE", "htp"),
    ],
)
def test_nothing_fails_by_settings_that_the_client_refuses(
    name, value, workspace, monkeypatch, caplog
):
    monkeypatch.setenv(name, value)
    drop(workspace, "AM12", form())
    assert ingest_at(workspace).counts()["accepted"] == 1
    text = [each for each in caplog.messages if each.startswith("lineage could not be emitted: ")]
    assert len(text) == 2


def test_a_job_that_is_done_does_not_fail_by_computing_what_it_made(
    workspace, tmp_path, monkeypatch, caplog
):
    def fail(*_):
        raise ValueError("Geheimenwinkel")

    file = tmp_path / "lineage.jsonl"
    monkeypatch.setenv("POW_LINEAGE", file.as_uri())
    monkeypatch.setattr("pow_pipeline.jobs.engine.lineage.emit._delivery", fail)
    drop(workspace, "AM12", form())
    assert ingest_at(workspace).counts()["accepted"] == 1
    assert [json.loads(each)["eventType"] for each in file.read_text().splitlines()] == ["START"]
    assert "lineage could not be emitted: ValueError" in caplog.messages
    assert "Geheimenwinkel" not in caplog.text


def test_a_home_that_cannot_be_looked_into_holds_no_settings(monkeypatch):
    monkeypatch.setenv("HOME", f"/{'x' * 300}")
    assert not is_configured()


@pytest.mark.parametrize(
    "wanted", ["nonsense", "file://", "ftp://example.nl/x", "http://", "http://[", "http://me:x@"]
)
def test_an_address_that_is_none_is_refused(workspace, monkeypatch, wanted):
    monkeypatch.setenv("POW_LINEAGE", wanted)
    with pytest.raises(UsageError, match="POW_LINEAGE: write file:///path"):
        ingest_at(workspace)


def test_openlineage_is_not_imported_unless_configured(workspace):
    script = (
        "import sys; from pow_pipeline.cli.main import run; run(['ingest', '--home', sys.argv[1]]);"
        "assert not [name for name in sys.modules if 'openlineage' in name]"
    )
    subprocess.run([sys.executable, "-c", script, workspace.home], check=True)
