"""The commands of docs/operations.md, each run as it stands there, in order, in one workspace."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.harness.builders import form

pytestmark = pytest.mark.prove  # some fifty commands, each a process of its own
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
_BLOCKS = re.findall(r"^ *```console\n(.+?)^ *```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
LINES = [line.strip().removeprefix("$ ") for block in _BLOCKS for line in block.splitlines()]
SENDERS = 12  # of 35: too few to be published without approval


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> dict[int, subprocess.CompletedProcess]:
    """What each line came to, in a shell of its own."""
    folder = tmp_path_factory.mktemp("operations")
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = str(asked.getsockname()[1])
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "POW_NOW": "2021-07-10T09:00:00Z",
        "POW_STABLE_SECONDS": "0",
    }
    done, behind = {}, []
    try:
        for number, line in enumerate(LINES):
            command = line.partition(" # ")[0].replace("9464", port)
            if command.endswith(" &"):
                behind.append(
                    subprocess.Popen(shlex.split(command[:-2]), cwd=folder, env=environment)
                )
                continue
            done[number] = subprocess.run(
                ["bash", "-c", command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if "/metrics" in line:
                for process in behind:
                    process.send_signal(signal.SIGTERM)
                    assert process.wait(60) == 0
                _send(folder / "work")
    finally:
        for process in behind:
            process.kill()
    return done


def _send(home: Path) -> None:
    moment = time.time() - 100
    for number, folder in enumerate(sorted((home / "inbox").iterdir(), key=_am12_first)[:SENDERS]):
        path = folder / "report.xlsx"
        path.write_bytes(form(folder.name))
        os.utime(path, (moment + number, moment + number))


def _am12_first(folder: Path) -> tuple[bool, str]:
    return folder.name not in {"AM12", "AM13"}, folder.name


@pytest.mark.parametrize(
    ("number", "line"), [each for each in enumerate(LINES) if not each[1].endswith(" &")]
)
def test_each_command_ends_as_it_is_stated_to(number, line, ran):
    expected = re.findall(r" # ends with (\d+)$", line)
    output = f"{ran[number].stdout}\n{ran[number].stderr}"
    assert ran[number].returncode == int(*expected or [0]), output


def test_every_command_that_is_named_is_run():
    inline = re.findall(r"`pow ([^`]+)`", PAGE.read_text())
    commands = {_name(command) for command in inline}
    run = {_name(line.partition("pow ")[2]) for line in LINES if "pow " in line}
    assert len(run) > 15
    assert commands <= run


def _name(command: str) -> str:
    first, *rest = command.split()
    return f"{first} {rest[0]}" if first in {"decide", "programme"} else first


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pow publish 2021-H1 --yes --home work", "2021-H1.v1 is published"),
        ("pow rebuild --verify --home restored", "all agrees"),
        ("curl --silent --fail http://127.0.0.1:9464/metrics", "pow_build_info"),
    ],
)
def test_what_the_commands_say(line, expected, ran):
    assert expected in ran[LINES.index(line)].stdout
