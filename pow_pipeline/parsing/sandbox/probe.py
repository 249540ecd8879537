"""A confined process for `pow doctor` that attempts what a reader must not be able to do.

It is confined in the same way as readers. It receives the name of an attempt instead of a file.
"""

import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pow_pipeline.limits import Limits, WorkLimits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading
from pow_pipeline.parsing.sandbox.confined import serve
from schemas.text.text_forms import TextForms

_PROBE: Final = (sys.executable, "-I", "-B", "-m", "pow_pipeline.parsing.sandbox.probe")
_LIMITS: Final = WorkLimits(cpu_seconds=1, wall_seconds=4)
_REFUSED: Final = "refused"


def defences(memory_bytes: int) -> dict[str, bool]:
    """Return the description of each attempt, with whether the confinement prevented it.

    Raises:
        SandboxError: no process can be started.
    """
    from pow_pipeline.parsing.sandbox.sandbox import Sandbox  # not needed in the confined process

    now = datetime.now(UTC)
    attempts = [
        Delivery(name, 0, place, "", name, "", 0, now) for place, name in enumerate(_ATTEMPTS)
    ]
    limits = replace(_LIMITS, memory_bytes=memory_bytes)
    with closing(Sandbox(limits, command=_PROBE)) as sandbox:
        results = sandbox.read(attempts, lambda attempt: attempt.name.encode(), TextForms())
    return {
        result.delivery.name: _end_of(result) == _ATTEMPTS[result.delivery.name][1]
        for result in results
    }


def _end_of(attempt: Reading) -> str:
    """Return how an attempt ended: the rule that ended it, refused by the kernel, or ''."""
    if attempt.problem:
        return attempt.problem.rule
    return _REFUSED if attempt.properties else ""


def _open_outside() -> None:
    Path("/etc/passwd").read_bytes()


def _write() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
        file.flush()


def _connect() -> None:
    """Connect to this machine; a refused connection means that the network was reached."""
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except ConnectionRefusedError:
        return


def _run_a_program() -> None:
    os.execv(sys.executable, [sys.executable, "-c", ""])  # noqa: S606 -- it must not succeed


def _signal_the_parent() -> None:
    os.kill(os.getppid(), 0)


def _allocate() -> None:
    bytearray(2**40)


def _spin() -> None:
    until = time.monotonic() + 2 * _LIMITS.wall_seconds
    while time.monotonic() < until:
        pass


def _wait() -> None:
    time.sleep(2 * _LIMITS.wall_seconds)


# Each attempt, and how it ends if the confinement works.
_ATTEMPTS: Final[dict[str, tuple[Callable[[], None], str]]] = {
    "open a file outside": (_open_outside, _REFUSED),
    "write a file": (_write, _REFUSED),
    "reach the network": (_connect, _REFUSED),
    "run a program": (_run_a_program, _REFUSED),
    "signal its parent": (_signal_the_parent, _REFUSED),
    "take more memory than allowed": (_allocate, "R-FILE-12"),
    "compute for longer than allowed": (_spin, "R-FILE-13"),
    "wait for longer than allowed": (_wait, "R-FILE-13"),
}


def _answer(content: bytes, forms: TextForms, limits: Limits) -> bytes:
    """Run the named attempt; an error from the kernel means that it was prevented."""
    del forms, limits
    try:
        attempt, _ = _ATTEMPTS[content.decode()]
        attempt()
    except OSError:
        return json.dumps({"properties": [[_REFUSED, ""]]}).encode()
    return b"{}"


if __name__ == "__main__":
    serve(_answer)
