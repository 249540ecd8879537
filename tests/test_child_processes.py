"""Functions in child processes: their errors arrive, and no child outlives its parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pow_pipeline.child_processes import child_processes
from pow_pipeline.errors import PublicationBlockedError

WAIT_SECONDS = 20


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def fail(message: str) -> None:
    raise PublicationBlockedError(message)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def write_own_id_and_wait(path: Path) -> None:
    print("a library that prints")
    aside = path.with_suffix(".new")
    write(aside, str(os.getpid()))
    aside.rename(path)
    time.sleep(600)


def call(function, *args) -> None:
    with child_processes() as children:
        children.submit(function, *args)
        children.finish()


def wait_until(holds) -> bool:
    """Return whether a condition holds before the time is up."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return False


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return False
    return state[0] != "Z"


def test_all_calls_have_returned_at_the_end(tmp_path):
    with child_processes() as children:
        for number in range(8):
            children.submit(write, tmp_path / f"{number}.txt", text=str(number))
        children.finish()
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == list("01234567")


def test_an_error_is_raised_as_it_was():
    with pytest.raises(PublicationBlockedError, match="^four shares differ$"):
        call(fail, "four shares differ")


def test_a_child_that_dies_is_reported():
    with pytest.raises(RuntimeError, match="a child process ended with -9"):
        call(die)


def test_children_end_with_the_block(tmp_path):
    path = tmp_path / "id"
    with child_processes() as children:
        children.submit(write_own_id_and_wait, path)
        assert wait_until(path.exists)
    assert wait_until(lambda: not is_running(int(path.read_text())))


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    path = tmp_path / "id"
    code = (
        "import sys; from pathlib import Path\n"
        "from pow_pipeline.child_processes import child_processes\n"
        "from tests.test_child_processes import write_own_id_and_wait\n"
        "with child_processes() as children:\n"
        "    children.submit(write_own_id_and_wait, Path(sys.argv[1]))\n"
        "    children.finish()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)]) as parent:
        assert wait_until(path.exists)
        parent.kill()
    assert wait_until(lambda: not is_running(int(path.read_text())))
