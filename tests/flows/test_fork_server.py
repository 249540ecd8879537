"""The fork server as the worker uses it: one process per run, and none is left behind.

The runs are those of a flow run that exists nowhere, on a Prefect server that never answers: each
waits until it is ended.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from flows.worker.fork_client import KILLED, ForkedRun, ForkServer, ForkServerError
from flows.worker.fork_server import UNUSABLE
from tests.harness.service import until

IMPORTS_LITTLE = """
from flows.worker import fork_server
fork_server._PACKAGES, fork_server._LIBRARIES = (), ("prefect.engine",)
fork_server.main()
"""


@pytest.fixture(scope="module")
def silent_api() -> Iterator[str]:
    """Address at which connections are never accepted."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    """A fork server that imports little; that of the service is tested with the service."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.worker.fork_client.COMMAND", (sys.executable, "-c", IMPORTS_LITTLE))
        server = ForkServer()
        yield server
        server.stop()


@pytest.fixture
def fork(server: ForkServer, silent_api: str, tmp_path: Path) -> Callable[[], Awaitable[ForkedRun]]:
    environment = {
        "PATH": os.environ["PATH"],
        "PREFECT_API_URL": silent_api,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT__FLOW_RUN_ID": str(uuid4()),
    }
    return lambda: server.fork(environment, tmp_path)


def has_ended(number: int) -> bool:
    """Whether a process has ended; nobody may have asked how."""
    status = Path(f"/proc/{number}/status")
    return not status.exists() or "State:\tZ" in status.read_text()


def test_each_run_is_a_process_and_a_group_of_its_own(fork, tmp_path):
    async def run() -> None:
        runs = [await fork() for _ in range(2)]
        assert len({run.pid for run in runs}) == 2
        for run, number in zip(runs, (signal.SIGKILL, signal.SIGTERM), strict=True):
            assert os.getpgid(run.pid) == run.pid
            until(lambda run=run: os.readlink(f"/proc/{run.pid}/cwd") == str(tmp_path))
            os.killpg(run.pid, number)
            await run.wait()
            assert run.returncode == -number

    anyio.run(run)


def test_an_invalid_order_fails_only_its_run(server, tmp_path):
    async def run() -> None:
        failing = await server.fork({}, tmp_path)  # without the id of a flow run
        await failing.wait()
        assert failing.returncode == 1

    anyio.run(run)


def test_a_killed_server_ends_its_run_and_is_replaced(server, fork):
    async def run() -> None:
        running = await fork()
        server.start()[0].kill()
        await running.wait()
        assert running.returncode == KILLED
        until(lambda: has_ended(running.pid))
        another = await fork()
        os.kill(another.pid, signal.SIGKILL)
        await another.wait()

    anyio.run(run)


def test_a_closed_server_ends_after_its_last_run(server, fork):
    async def run() -> None:
        running = await fork()
        process, channel = server.start()
        process.terminate()  # as systemd does with all processes of the worker
        channel.close()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)
        os.kill(running.pid, signal.SIGTERM)
        await running.wait()
        assert running.returncode == -signal.SIGTERM
        assert process.wait(60) == 0

    anyio.run(run)


def test_a_server_with_threads_is_not_used(monkeypatch, tmp_path):
    monkeypatch.setattr("flows.worker.fork_client.COMMAND", ("sh", "-c", f"exit {UNUSABLE}"))

    async def run() -> None:
        server = ForkServer()
        with pytest.raises(ForkServerError, match="an import starts threads"):
            await server.fork({}, tmp_path)
        server.stop()

    anyio.run(run)
