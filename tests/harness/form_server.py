"""`pow form` as its users meet it: a process of its own, on a free port, spoken to over HTTP."""

import http.client
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pow_pipeline.cli.main import run
from pow_pipeline.workspace import Workspace

POW = (sys.executable, "-m", "pow_pipeline.cli.main")
_START_SECONDS = 60
_PRINTED_AT = re.compile(r"the page is at http://127\.0\.0\.1:(\d+)/")


@dataclass(frozen=True)
class Printed:
    """An answer: its status, its headers in small letters, and its text."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def result(self) -> str:
        """What it says came of a file."""
        return self.text.partition('<section id="result"')[2]


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self,
        method: str = "GET",
        path: str = "/",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        *,
        sender: str = "127.0.0.1",
    ) -> Printed:
        """Ask something, from an address of this machine."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(sender, 0)
        )
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            result = {name.lower(): value for name, value in answer.getheaders()}
            return Printed(answer.status, result, answer.read().decode())
        finally:
            connection.close()

    def hand(
        self,
        content: bytes,
        *,
        name: str = "form.xlsx",
        token: str = "",
        do: str = "check",
        language: str = "nl",
        sender: str = "127.0.0.1",
    ) -> Printed:
        """Hand over a file."""
        body, headers = multipart(content, name=name, token=token, do=do)
        return self.ask("POST", f"/?lang={language}", body, headers, sender=sender)


def multipart(
    content: bytes, *, name: str, token: str = "", do: str = "check"
) -> tuple[bytes, dict[str, str]]:
    """Return a form with a file, as a browser sends it, and its headers."""
    fields = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in (("token", token), ("do", do))
    )
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = fields.encode() + head.encode() + content + b"\r\n--edge--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=edge"}


@contextmanager
def serving(log: Path, *arguments: str, **environment: str) -> Iterator[Server]:
    """Run `pow form` on a free port until the end."""
    command = [*POW, "form", "--port", "0", *arguments]
    with log.open("wb") as err:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=err, stderr=err, start_new_session=True
        )
    try:
        yield Server(process, _port_in(log, process), log)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def make_token(workspace: Workspace, region: str) -> str:
    """Return a new token of a region."""
    with redirect_stdout(io.StringIO()) as printed:
        assert run(["token", region, "--home", str(workspace.home)]) == 0
    return printed.getvalue().strip()


def tree(workspace: Workspace) -> dict[str, bytes]:
    """Return every file of a workspace with its bytes."""
    files = (path for path in workspace.home.rglob("*") if path.is_file())
    return {str(path.relative_to(workspace.home)): path.read_bytes() for path in files}


def _port_in(log: Path, process: "subprocess.Popen[bytes]") -> int:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if found := _PRINTED_AT.search(log.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise AssertionError(log.read_text())
