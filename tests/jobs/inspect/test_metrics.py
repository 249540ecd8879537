"""Metrics: asked of a real watcher over HTTP, and read by the parser of Prometheus."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pow_pipeline import VERSION
from pow_pipeline.cli.up.metrics import Pulse, serving
from pow_pipeline.errors import AddressError, PublicationBlockedError
from pow_pipeline.intake.receive import files_out_of_place, receive_inbox
from pow_pipeline.jobs.inspect.metrics import describe_metrics
from pow_pipeline.jobs.inspect.tally import Tally
from pow_pipeline.record.journal import Journal
from pow_pipeline.validation import validate
from tests.harness.builders import NOW, command, drop, form, ingest_at, publish_at, run_at, send
from tests.harness.form_server import POW
from tests.harness.processes import end_process
from tests.harness.service import until

_LONG = 60
BAD = [("1", "x", "Aanbod", "paars", "")]


def read(text: str) -> dict:
    """Return each value by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def measured(workspace, tally=None, *, now=NOW) -> dict:
    return read(describe_metrics(run_at(workspace, now), tally or Tally(), idle=3).decode())


def ask(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=_LONG) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@contextmanager
def watching(workspace, log) -> Iterator[int]:
    """Run `pow watch` until the end; yields where it says how it does."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    command = [*POW, "watch", "--metrics-port", str(port), "--home", workspace.home]
    with log.open("w") as err:
        process = subprocess.Popen(
            command, env=os.environ | {"POW_LOG": "json", "POW_WATCH_SECONDS": "1"}, stderr=err
        )
    try:
        until(lambda: "watching" in log.read_text())
        yield port
    finally:
        assert end_process(process, seconds=_LONG) == 0


def test_deliveries_are_counted_by_their_latest_outcome(workspace):
    tally = Tally()
    assert measured(workspace, tally)["pow_deliveries", "accepted"] == 0
    send(workspace, "AM12", form("AM12", rows=BAD))
    send(workspace, "AM13", form("AM13"))
    send(workspace, "AM13", form("AM13"), name="again.xlsx")
    drop(workspace, "AM14", form("AM14"))
    receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    outcomes = ("pending", "accepted", "rejected", "duplicate", "failed")
    later = NOW + timedelta(minutes=5)
    found = measured(workspace, tally, now=later)
    assert [found["pow_deliveries", each] for each in outcomes] == [1, 1, 1, 1, 0]
    assert found["pow_pending_age_seconds",] == 300
    anew = measured(workspace, now=later)  # anyone who begins anew counts the same
    assert {name for name in found if found[name] != anew[name]} <= {("pow_disk_free_bytes",)}
    ingest_at(workspace, later)
    found = measured(workspace, tally, now=later)
    assert [found["pow_deliveries", each] for each in outcomes] == [0, 2, 1, 1, 0]
    assert found["pow_pending_age_seconds",] == 0
    assert found["pow_stage_seconds_count", "validating"] == 4
    assert found["pow_stage_seconds_sum", "validating"] == 300
    assert found["pow_stage_seconds_count", "feedback"] == 4


def test_a_rerun_is_no_second_delivery_and_what_was_erased_is_not_pending(workspace):
    send(workspace, "AM12", form("AM12", rows=BAD))
    path = workspace.programme / "programme.toml"
    path.write_text(path.read_text().replace('["achter", "r"]', '["achter", "r", "paars"]'))
    command(workspace, "programme", "activate", "--yes")
    command(workspace, "rerun", "2021-H1", "--why", "purple is red", "--yes")
    found = measured(workspace)
    assert (found["pow_deliveries", "accepted"], found["pow_deliveries", "rejected"]) == (1, 0)
    assert found["pow_stage_seconds_count", "validating"] == 1
    drop(workspace, "AM13", form("AM13"))
    receive_inbox(workspace, clock=lambda: NOW, batch_size=10, stable_seconds=0)
    name = f"AM13-{Journal(workspace.journal).head()}-1"
    command(workspace, "decide", "erase", name, "--yes", "--why", "not for us")
    assert measured(workspace)["pow_deliveries", "pending"] == 0


def test_a_delivery_that_failed_and_was_erased_alarms_no_more(workspace, monkeypatch):
    monkeypatch.setattr(validate, "validate_batch", lambda *_, **__: 1 / 0)
    assert send(workspace, "AM12", form("AM12")) == "failed"
    tally = Tally()
    assert measured(workspace, tally)["pow_deliveries", "failed"] == 1
    monkeypatch.undo()
    command(workspace, "decide", "erase", "AM12-2-1", "--yes", "--why", "not for us")
    assert measured(workspace, tally)["pow_deliveries", "failed"] == 0
    assert measured(workspace)["pow_deliveries", "failed"] == 0


def test_the_record_the_disk_and_what_stays_in_an_inbox_are_measured(workspace, monkeypatch):
    send(workspace, "AM12", form("AM12"))
    stays = drop(workspace, "AM13", form("AM13"), ".upload.part")
    drop(workspace, "AM13", b"x", ".DS_Store")  # what programs leave alarms nobody
    os.utime(stays, (0, 0))  # and nor does it when a file was written
    later = time.time() + 1000
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(PublicationBlockedError):
        publish_at(workspace)
    found = measured(workspace)
    files = [path for path in workspace.journal.parent.rglob("*") if path.is_file()]
    assert found["pow_record_bytes",] == sum(path.stat().st_size for path in files)
    assert found["pow_journal_events",] == Journal(workspace.journal).head() == 4
    assert found["pow_disk_free_bytes",] > 0
    assert (found["pow_inbox_files",], found["pow_blocked_publications",]) == (1, 1)
    assert 1000 <= found["pow_inbox_age_seconds",] < 1100
    assert files_out_of_place(workspace) == [stays]  # whom the alarm sends to `pow ingest`
    assert found["pow_last_event_timestamp_seconds", "validated"] == NOW.timestamp()
    assert ("pow_last_event_timestamp_seconds", "released") not in found


def test_a_watcher_says_how_it_does(workspace, tmp_path):
    log = tmp_path / "log"
    with watching(workspace, log) as port:
        assert ask(port, "/health")[0] == 200
        assert ask(port, "/")[0] == 404
        drop(workspace, "AM12", form("AM12"))
        until(lambda: read(ask(port, "/metrics")[1])["pow_deliveries", "pending"] == 1)
        found = read(ask(port, "/metrics")[1])
        assert found["pow_watcher_idle_seconds",] < 30
        assert found["pow_build_info", VERSION] == 1
        last = found["pow_last_event_timestamp_seconds", "received"]
        assert abs(time.time() - last) < _LONG
    assert "Traceback" not in log.read_text()


def test_health_says_when_it_has_not_looked_for_too_long():
    pulse = Pulse(limit=0.5)
    with serving("127.0.0.1", 0, pulse=pulse, describe=lambda: b"") as port:
        assert ask(port, "/health") == (200, "looked 0 s ago\n")
        until(lambda: ask(port, "/health")[0] == 503)
        pulse.beat()
        assert ask(port, "/health")[0] == 200


def test_a_client_that_says_nothing_holds_up_nobody():
    with (
        serving("127.0.0.1", 0, pulse=Pulse(limit=9), describe=lambda: b"") as port,
        socket.create_connection(("127.0.0.1", port)),
    ):
        assert ask(port, "/health")[0] == 200


def test_a_port_that_is_taken_is_named():
    with (
        serving("127.0.0.1", 0, pulse=Pulse(limit=9), describe=lambda: b"") as port,
        pytest.raises(AddressError, match=f"metrics cannot be served at 127.0.0.1:{port}"),
        serving("127.0.0.1", port, pulse=Pulse(limit=9), describe=lambda: b""),
    ):
        pass


def test_a_damaged_record_is_stated(workspace):
    workspace.journal.joinpath("000000001.json").write_text("{}")

    def describe() -> bytes:
        return describe_metrics(run_at(workspace), Tally(), idle=0)

    with serving("127.0.0.1", 0, pulse=Pulse(limit=9), describe=describe) as port:
        status, result = ask(port, "/metrics")
    assert status == 500
    assert "000000001.json: not a readable event; nothing was changed; restore the record" in result
