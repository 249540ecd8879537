"""The service as `pow up` brings it up: a process of its own, on a free port, and what it says."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from pow_pipeline.workspace import Workspace
from tests.harness.form_server import POW
from tests.harness.processes import end_process

_LONG = 240
SETTINGS = {
    "POW_STABLE_SECONDS": "0.5",
    "POW_WATCH_SECONDS": "5",
    "POW_LOG": "text",
    "PREFECT_WORKER_QUERY_SECONDS": "0.5",  # how often the worker looks for runs to start
}


@dataclass
class Service:
    """A service that runs, and its output."""

    process: "subprocess.Popen[bytes]"
    workspace: Workspace
    port: int
    log: Path

    def lines_matching(self, pattern: str) -> list[str]:
        return re.findall(pattern, self.log.read_text())

    def process_of(self, part: str) -> int:
        return int(self.lines_matching(rf"(?m)^{part} *\| runs as process (\d+)")[-1])

    def ask(self, method: str, path: str, **result: object) -> Any:
        """Ask the server."""
        url = f"http://127.0.0.1:{self.port}/api/{path}"
        answer = httpx.request(method, url, json=result, timeout=60)
        while answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:  # its database was locked
            time.sleep(1)
            answer = httpx.request(method, url, json=result, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def runs(self) -> list[dict[str, Any]]:
        """All runs but those that are still to come."""
        runs = self.ask("POST", "flow_runs/filter")
        return [
            run for run in runs if run["state_type"] != "SCHEDULED" or not run["auto_scheduled"]
        ]

    def ended(self) -> list[dict[str, Any]]:
        """The runs that have come to their end."""
        return [run for run in self.runs() if run["end_time"]]

    def is_idle(self, since: str = "") -> bool:
        """Whether every run that was made since a moment has come to its end, and there is one.

        A run that died with the server stays on its list as one that goes on.
        """
        made = [run for run in self.runs() if run["created"] >= since]
        return bool(made) and all(run["end_time"] for run in made)

    def has_lost_a_process(self) -> bool:
        """Whether the watcher or a run was killed."""
        crashed = self.lines_matching(r"exited with status code: -9|watcher *\| ended with -9")
        return bool(crashed)

    def start(self, deployment: str, **parameters: object) -> str:
        """Start a run of a deployment, and return its id."""
        number = self.ask("GET", f"deployments/name/{deployment}")["id"]
        state = {"type": "SCHEDULED"}
        path = f"deployments/{number}/create_flow_run"
        return str(self.ask("POST", path, state=state, parameters=parameters)["id"])

    def run(self, number: str) -> dict[str, Any]:
        """The run with this id."""
        return dict(self.ask("GET", f"flow_runs/{number}"))


@contextmanager
def started(workspace: Workspace, log: Path, **environment: str) -> Iterator[Service]:
    """Bring the service up, wait until it has looked at what there was, and end it."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*POW, "up", "--home", workspace.home, "--port", str(port)],
            env=inherited | SETTINGS | environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    service = Service(process, workspace, port, log)
    try:
        until(lambda: service.lines_matching(r"up: http") and service.ended())
        yield service
    finally:
        assert end_process(process, seconds=_LONG) in {0, -signal.SIGKILL}


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + _LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def feedback(workspace: Workspace, region: str) -> list[Path]:
    return sorted((workspace.outbox / region).glob("*/feedback.json"))
