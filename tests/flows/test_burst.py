"""A burst of files while runs are under way, and events that double, get lost or come late."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, form
from tests.harness.invariants import assert_invariants
from tests.harness.service import Service, started, until

pytestmark = pytest.mark.prove
PROCESSES, FILES, MOST_RUNS = 8, 500, 10
SENDS = """
import sys, time
from pathlib import Path
forms, inbox, first, step, count = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
for number in range(first, count, step):
    form = sorted(forms.iterdir())[number % 35]
    aside = inbox / form.stem / f".{number}.xlsx"
    aside.write_bytes(form.read_bytes())
    aside.rename(aside.with_name(f"{number}.xlsx"))
    time.sleep(0.05)
"""


@pytest.fixture
def service(template, tmp_path):
    shutil.copytree(template, tmp_path / "work", symlinks=True)
    with started(Workspace(tmp_path / "work"), tmp_path / "log") as service:
        yield service


def send_burst(service: Service, folder: Path, count: int = FILES) -> None:
    """Let processes of their own send files at the same time, a report per region and number."""
    forms = folder / "forms"
    forms.mkdir(exist_ok=True)
    for region in sorted(path.name for path in service.workspace.inbox.iterdir()):
        (forms / f"{region}.xlsx").write_bytes(form(region))
    senders = [
        subprocess.Popen(
            [
                *(sys.executable, "-c", SENDS, forms, service.workspace.inbox),
                *map(str, (first, PROCESSES, count)),
            ]
        )
        for first in range(PROCESSES)
    ]
    for sender in senders:
        assert sender.wait(60) == 0


def validated(service: Service) -> int:
    """How many deliveries have their feedback."""
    return len(list(service.workspace.outbox.glob("*/*/feedback.json")))


def report(service: Service, *result: dict) -> None:
    url = f"http://127.0.0.1:{service.port}/api/events"
    httpx.post(url, json=result, timeout=60).raise_for_status()


def received(number: int, *, seconds_ago: int = 0) -> dict:
    return {
        "id": str(uuid4()),
        "occurred": (datetime.now(UTC) - timedelta(seconds=seconds_ago)).isoformat(),
        "event": "pow.deliveries.received",
        "resource": {"prefect.resource.id": "pow.inbox"},
        "payload": {"event": number, "deliveries": 1},
    }


def assert_each_counts_once(service: Service, count: int) -> None:
    workspace = service.workspace
    assert ask(workspace, "SELECT count(*) FROM record.delivery") == [(count,)]
    states = "SELECT count(*), count(DISTINCT delivery) FROM summary.latest_result()"
    assert ask(workspace, states) == [(count, count)]
    assert not list(workspace.inbox.glob("*/*"))
    assert ask(workspace, "SELECT count(*) FROM summary.submission_in_force('2021-H1')") == [(35,)]
    assert_invariants(workspace)


def test_a_burst_is_few_runs_and_each_file_counts_once(service, tmp_path):
    before = len(service.ended())
    send_burst(service, tmp_path)
    until(lambda: validated(service) == FILES)
    until(service.is_idle)
    runs = len(service.ended()) - before
    print(f"{FILES} files, {runs} runs")
    assert runs <= MOST_RUNS
    assert_each_counts_once(service, FILES)


def test_events_that_double_get_lost_or_come_late_change_nothing(service, tmp_path):
    watcher = service.process_of("watcher")
    one = received(1)
    report(service, one, one)
    send_burst(service, tmp_path, 70)
    report(service, one, received(99), received(3, seconds_ago=30), received(2, seconds_ago=60))
    until(lambda: validated(service) == 70)
    os.kill(watcher, signal.SIGSTOP)  # nothing is told from here on
    try:
        send_burst(service, tmp_path, 70)
        service.start("ingest-submissions/ingest")  # as its schedule does
        until(lambda: validated(service) == 140)
    finally:
        os.kill(watcher, signal.SIGCONT)
    until(service.is_idle)
    assert_each_counts_once(service, 140)
