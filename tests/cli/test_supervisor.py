"""The supervisor with real processes: what dies starts again, and all end together."""

import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.cli.up import command, service
from pow_pipeline.cli.up.command import say_as_json
from pow_pipeline.cli.up.listener import is_foreign
from pow_pipeline.cli.up.supervisor import Part, Supervisor

_LONG = 30


def part(name: str, code: str) -> Part:
    return Part(name, (sys.executable, "-u", "-c", code))


def until(holds, seconds: float = _LONG) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def supervise(expected: list[tuple[str, str]], folder: Path) -> Supervisor:
    return Supervisor(os.environ, folder, lambda name, line: expected.append((name, line)))


def test_what_dies_is_started_again(tmp_path):
    result: list[tuple[str, str]] = []
    supervisor = supervise(result, tmp_path)
    supervisor.keep(part("a", "print('here'); raise SystemExit(5)"))
    until(lambda: result.count(("a", "here")) == 2)
    supervisor.end()
    assert result[1:3] == [("a", "here"), ("a", "ended with 5; starts again in 1 s")]


def test_all_end_the_last_one_first(tmp_path):
    result: list[tuple[str, str]] = []
    tells = (
        "import signal, sys, time\n"
        "def end(*_): print('ends'); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\nprint('runs')\ntime.sleep(600)"
    )
    supervisor = supervise(result, tmp_path)
    for name in ("first", "second"):
        supervisor.keep(part(name, tells))
        until(lambda name=name: (name, "runs") in result)
    supervisor.end()
    assert [name for name, line in result if line == "ends"] == ["second", "first"]


def test_a_step_is_silent_unless_it_fails(tmp_path):
    result: list[tuple[str, str]] = []
    supervisor = supervise(result, tmp_path)
    assert supervisor.run(part("a", "print('well')"))
    assert result == []
    assert not supervisor.run(part("a", "print('badly'); raise SystemExit(7)"))
    assert result[1:] == [("a", "badly"), ("a", "ended with 7")]


def test_parts_end_with_a_supervisor_that_was_killed(tmp_path):
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from pow_pipeline.cli.up.supervisor import Part, Supervisor\n"
        "supervisor = Supervisor(os.environ, Path(), lambda *said: print(*said, flush=True))\n"
        "code = 'import os, time; print(os.getpid()); time.sleep(600)'\n"
        "supervisor.keep(Part('a', (sys.executable, '-u', '-c', code)))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    with process, ExitStack() as ends:
        ends.callback(process.kill)
        assert process.stdout
        number = int(process.stdout.readline().split()[-1])
        assert Path(f"/proc/{number}").exists()
        process.send_signal(signal.SIGKILL)
        until(lambda: not _is_running(number))


def _is_running(number: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False


def test_a_port_that_is_taken_is_refused(workspace, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["up", "--home", str(workspace.home), "--port", port]) == 2
    output = capsys.readouterr().err
    assert "another service or workspace listens there already; choose another port" in output
    assert re.search(r"pow up --port \d+ --home ", output)
    assert run(["up", "--home", str(workspace.home), "--port", "70000"]) == 2
    assert "there is no such port" in capsys.readouterr().err


def test_in_service_every_line_is_one_object(capsys):
    say_as_json("server", "Check out the dashboard")
    say_as_json("worker", '{"level": "info", "message": "ingested"}')
    assert [json.loads(line) for line in capsys.readouterr().err.splitlines()] == [
        {"part": "server", "message": "Check out the dashboard"},
        {"part": "worker", "level": "info", "message": "ingested"},
    ]


LISTEN = """
import socket
there = socket.create_server(("127.0.0.1", 0))
print(there.getsockname()[1], flush=True)
there.accept()
"""


def listening(**options) -> tuple[subprocess.Popen, int]:
    """Start a process that listens; returns it and its port."""
    process = subprocess.Popen(
        [sys.executable, "-c", LISTEN], stdout=subprocess.PIPE, text=True, **options
    )
    return process, int(process.stdout.readline())


def test_a_port_is_foreign_unless_a_process_of_our_session_listens_there():
    ours, port = listening(start_new_session=True)
    with ours, ExitStack() as ends:
        ends.callback(ours.kill)
        assert not is_foreign(port, ours.pid)
        assert is_foreign(port, os.getsid(0))
        assert is_foreign(port, None)
        ours.kill()
    assert not is_foreign(port, os.getsid(0))  # nobody listens


class Healthy(http.server.BaseHTTPRequestHandler):
    """Answers as the server of another service does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    "server", ["import time; time.sleep(60)", "raise SystemExit('the address is in use')"]
)
def test_a_service_does_not_use_the_server_of_another(server, workspace, monkeypatch, capsys):
    """Two services that start at once both find the port free."""
    monkeypatch.setattr(command, "_why_not_there", lambda *_: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(service, "server", lambda: part("server", server))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        port = other.server_address[1]
        assert run(["up", "--port", str(port), "--home", str(workspace.home)]) == 2
        other.shutdown()
    output = capsys.readouterr().err
    assert "the server of another service or workspace answers there; choose another port" in output
    assert f"pow up --port {port + 1} --home" in output
    assert "up: http" not in output
