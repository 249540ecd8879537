"""Client of the fork server: starts it, and orders runs from it."""

import json
import os
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import anyio
import anyio.to_thread

from flows.worker.fork_server import COMMAND, ONE_THREAD, UNUSABLE

_MESSAGE: Final = 100
_ANSWER_SECONDS: Final = 120  # includes the imports after its start
_END_SECONDS: Final = 10
KILLED: Final = -9


class ForkServerError(Exception):
    """The fork server cannot start a run."""


@dataclass
class ForkedRun:
    """Process of a run, as far as Prefect's `ProcessHandle` needs it.

    Attributes:
        pid: process id, and id of its process group.
        returncode: exit status; negative for a signal, None while the process runs.
    """

    pid: int
    _replies: socket.socket
    returncode: int | None = None

    async def wait(self) -> None:
        """Wait for the end of the process."""
        with self._replies:
            status = await _reply(self._replies)
        # A run ends with its fork server.
        self.returncode = int(status) if status else KILLED


class ForkServer:
    """The fork server of a worker; it is started again if it has ended."""

    def __init__(self) -> None:
        self._started: tuple[subprocess.Popen[bytes], socket.socket] | None = None

    def start(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """Start the process unless it runs; return it, and the channel for orders.

        Orders wait in the channel until the process has imported its modules.

        Raises:
            ForkServerError: it cannot be used on this machine.
        """
        if self._started:
            status = self._started[0].poll()
            if status == UNUSABLE:
                raise ForkServerError("an import starts threads")
            if status is None:
                return self._started
            self.stop()
        channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(  # noqa: S603 -- our own command
                [*COMMAND, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=os.environ | ONE_THREAD,
            )
        self._started = process, channel
        return self._started

    def stop(self) -> None:
        """End the process after its runs, which have ended if the worker ends."""
        if self._started:
            process, channel = self._started
            self._started = None
            channel.close()
            _end(process)

    async def fork(self, environment: Mapping[str, str], folder: Path) -> ForkedRun:
        """Start a run with this environment and in this folder; return its process.

        Raises:
            ForkServerError: the server could not start it, nor could a new server.
        """
        order = json.dumps({"environment": dict(environment), "folder": str(folder)}).encode()
        for _ in range(2):
            process, channel = self.start()
            if run := await _order(channel, order):
                return run
            await anyio.to_thread.run_sync(_end, process)
        raise ForkServerError("the fork server ended twice")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the end of a server that should end by itself; kill it if it does not."""
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def _order(channel: socket.socket, order: bytes) -> ForkedRun | None:
    """Send an order; return the process of the run, or None if the server does not answer."""
    replies, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    number = b""
    with suppress(OSError), anyio.move_on_after(_ANSWER_SECONDS), theirs:
        socket.send_fds(channel, [order], [theirs.fileno()])
        theirs.close()  # else its end would not be noticed
        number = await _reply(replies)
    if number:
        return ForkedRun(int(number), replies)
    replies.close()
    return None


async def _reply(replies: socket.socket) -> bytes:
    """Return the next reply, or b"" if the fork server has ended."""
    await anyio.wait_readable(replies)
    return replies.recv(_MESSAGE)
