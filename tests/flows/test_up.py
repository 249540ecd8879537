"""`pow up` as a whole: a real server, worker and watcher; what comes is validated by its event."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.lock import wait_for_lock
from pow_pipeline.workspace import Workspace
from tests.harness.builders import drop, form
from tests.harness.form_server import POW
from tests.harness.service import Service, feedback, started, until

PUBLISH = "publish-release/publish"


@pytest.fixture(scope="module")
def service(template, tmp_path_factory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("up")
    subprocess.run(["cp", "-a", template, folder / "work"], check=True)
    with started(Workspace(folder / "work"), folder / "log") as service:
        yield service


def send(service: Service, region: str) -> None:
    """Drop a report and wait until its sender is told of it."""
    before = len(feedback(service.workspace, region))
    drop(service.workspace, region, form(region), name=f"{time.monotonic_ns()}.xlsx")
    until(lambda: len(feedback(service.workspace, region)) > before)


def test_a_file_that_comes_is_validated_by_its_event_alone(service):
    before = len(service.ended())
    send(service, "AM12")
    until(lambda: len(service.ended()) == before + 1)
    assert {run["created_by"]["type"] for run in service.ended()} == {"AUTOMATION"}
    payload = subprocess.run(
        [*POW, "status", "2021-H1", "--json", "--home", service.workspace.home],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert '"in_force": 1' in payload


def test_runs_are_forked_from_a_process_that_has_imported_everything(service):
    assert not service.lines_matching("starts in a new process|start slowly")
    processes = [run["infrastructure_pid"] for run in service.ended()]
    assert len(set(processes)) == len(processes)


def test_a_run_that_is_cancelled_or_killed_ends_as_such(service):
    with wait_for_lock(service.workspace, seconds=60):  # publications wait for it
        cancelled, killed = (service.start(PUBLISH, period="2021-H1") for _ in range(2))
        runs = (cancelled, killed)
        until(lambda: all(service.run(run)["state_type"] == "RUNNING" for run in runs))
        service.ask("POST", f"flow_runs/{cancelled}/set_state", state={"type": "CANCELLING"})
        os.kill(int(service.run(killed)["infrastructure_pid"]), signal.SIGKILL)
        until(lambda: all(service.run(run)["end_time"] for run in runs))
    ends = [service.run(run)["state_type"] for run in runs]
    assert ends == ["CANCELLED", "CRASHED"]


def test_a_second_one_says_that_it_is_up(service):
    again = subprocess.run(
        [*POW, "up", "--home", service.workspace.home], capture_output=True, text=True, check=True
    )
    assert again.stdout.strip().endswith(f"is up already: http://127.0.0.1:{service.port}")


@pytest.mark.prove
@pytest.mark.parametrize(("part", "region"), [("watcher", "AM13"), ("worker", "AM14")])
def test_a_part_that_was_killed_comes_back(service, part, region):
    number = service.process_of(part)
    os.kill(number, signal.SIGKILL)
    until(lambda: service.process_of(part) != number)
    send(service, region)
    assert f"{part:<8}| ended with -9; starts again in 1 s" in service.log.read_text()


@pytest.mark.prove
def test_a_server_that_was_killed_comes_back(service):
    number = service.process_of("server")
    os.kill(number, signal.SIGKILL)
    until(lambda: service.process_of("server") != number)
    send(service, "AM15")  # before it is reached again: what could not be told is told later


@pytest.mark.prove
def test_it_comes_up_again_after_all_was_killed_at_once(service):
    service.process.send_signal(signal.SIGKILL)
    service.process.wait(60)
    drop(service.workspace, "AM17", form("AM17"))
    with started(service.workspace, service.log.with_name("again")):
        until(lambda: feedback(service.workspace, "AM17"))
    assert Journal(service.workspace.journal).head()
    verified = subprocess.run(
        [*POW, "rebuild", "--verify", "--home", service.workspace.home], check=False
    )
    assert verified.returncode == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])  # noqa: S104 -- refused
def test_a_server_that_anyone_could_reach_needs_a_password(workspace, host):
    output = subprocess.run(
        [sys.executable, *POW[1:], "up", "--home", workspace.home, "--host", host],
        capture_output=True,
        text=True,
        check=False,
    )
    assert output.returncode == 2
    assert "set PREFECT_SERVER_API_AUTH_STRING=name:password" in output.stderr
