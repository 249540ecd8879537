"""Stopped by Ctrl-C or by a full disk: a real process, which says what to do."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pow_pipeline.warehouse.lock import wait_for_lock
from tests.harness.builders import drop, form, ingest_at
from tests.harness.invariants import assert_invariants
from tests.harness.story import NOW_TEXT

POW = (sys.executable, "-m", "pow_pipeline.cli.main")
EXPECTED = "stopped; nothing is lost, run the command again to go on\n"


def interrupt(command, environment):
    """Start a command, interrupt it while it sleeps, and return what it says and its exit code."""
    process = subprocess.Popen(
        [*POW, *command],
        env=os.environ | {"POW_NOW": NOW_TEXT} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_until_it_sleeps(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    return out, err, process.returncode


def _wait_until_it_sleeps(pid):
    """Wait until a process has slept for a while: it has started, and waits for something."""
    slept, ends = 0, time.monotonic() + 60
    while slept < 20:
        assert time.monotonic() < ends
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        slept = slept + 1 if state == "S" else 0
        time.sleep(0.02)


def test_an_ingest_that_is_stopped_says_so_and_can_be_run_again(workspace):
    drop(workspace, "AM12", form())
    command = ["ingest", "--home", str(workspace.home)]
    assert interrupt(command, {"POW_STABLE_SECONDS": "60"}) == ("", EXPECTED, 130)
    assert ingest_at(workspace).counts()["accepted"] == 1
    assert_invariants(workspace)


@pytest.mark.parametrize("command", [["publish", "2021-H1"], ["rerun", "2021-H1", "--why", "x"]])
def test_any_command_that_is_stopped_says_so(command, workspace):
    with wait_for_lock(workspace, seconds=10):
        assert interrupt([*command, "--home", str(workspace.home)], {}) == ("", EXPECTED, 130)


@pytest.mark.parametrize("command", [["publish", "2021-H1"], ["rebuild"]])
def test_a_command_for_whose_files_there_is_no_room_says_so(command, workspace):
    drop(workspace, "AM12", form())
    ingest_at(workspace)
    ended = subprocess.run(
        [*POW, *command, "--home", str(workspace.home)],
        env=os.environ | {"POW_NOW": NOW_TEXT},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert ended.stderr.endswith(
        "File too large; raise the limit of the size of a file (ulimit -f unlimited), "
        "and run the command again\n"
    )
    assert "Traceback" not in ended.stderr
    assert_invariants(workspace)
