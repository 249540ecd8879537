"""Handle of one confined process that parses files, for the program that started it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from pow_pipeline.errors import SandboxError
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.parsing.sandbox.messages import OF_THE_MACHINE, receive_message, send_message
from schemas.text.text_forms import TextForms

READER: Final = (sys.executable, "-I", "-B", "-m", "pow_pipeline.parsing.sandbox.confined")
# Passes on no secrets of the program. One thread, because there is one processor per reader.
_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TZ": "UTC"}
_START_SECONDS: Final = 60


class DiedError(Exception):
    """The process ended, or sent an invalid answer, while it parsed a file."""


class MachineFailedError(DiedError):
    """The process ended because the machine failed; another process can parse the same file."""


class TooSlowError(Exception):
    """The process took more time for a file than allowed."""


_ENDS: Final[dict[int, type[Exception]]] = {
    -signal.SIGXCPU: TooSlowError,
    OF_THE_MACHINE: MachineFailedError,
}


class Reader:
    """A process that parses files one after the other.

    Attributes:
        queue: the file being parsed, followed by the files sent ahead.
        files: number of files parsed.
        takes_files: whether the process has started, is confined and has not ended.
        channel: socket for messages to and from the process.
        until: deadline for its next answer, on the monotonic clock in seconds.
    """

    def __init__(self, command: Sequence[str], limits: WorkLimits, forms: TextForms) -> None:
        self.queue: deque[Delivery] = deque()
        self.files = 0
        self.takes_files = False
        self.until = time.monotonic() + _START_SECONDS
        self._limits = limits
        self.channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 -- our own command
                [*command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a traceback can contain cell contents
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        self.channel.settimeout(_START_SECONDS)
        with suppress(OSError):  # `confirm_start` checks later whether it has started
            send_message(self.channel, json.dumps(_order(limits, forms)).encode())

    def confirm_start(self) -> None:
        """Wait until the process has started.

        Raises:
            SandboxError: the process did not start.
        """
        with suppress(OSError, EOFError, ValueError):
            self.takes_files = receive_message(self.channel, most=0, until=self.until) == b""
        if not self.takes_files:
            message = f"no process to read files in could start ({self.end()}); see: pow doctor"
            raise SandboxError(message)

    def hand(self, delivery: Delivery, content: bytes) -> bool:
        """Send the process a file; return False if it has ended, which this file did not cause.

        Raises:
            TooSlowError: the process accepts no more data, because the first file in its queue
                takes too long.
        """
        self.channel.settimeout(self._limits.wall_seconds)
        if not self.queue:
            self._begin()
        self.queue.append(delivery)
        try:
            send_message(self.channel, content)
        except TimeoutError as error:
            raise TooSlowError from error
        except OSError:
            self.queue.pop()
            self.takes_files = False
        return self.takes_files

    def answer(self) -> bytes:
        """Return the answer about the first file in the queue.

        Raises:
            DiedError: the process ended, or its answer is too large.
            TooSlowError: the answer did not arrive in time, or the CPU time is used up.
        """
        try:
            answer = receive_message(
                self.channel, most=self._limits.file.inflated_bytes, until=self.until
            )
        except TimeoutError as error:
            raise TooSlowError from error
        except ValueError as error:
            raise DiedError from error
        except (OSError, EOFError):
            answer = None
        if answer is None:  # the kernel ends a process that uses too much CPU time
            raise _ENDS.get(self.end(), DiedError)
        return answer

    def go_on(self) -> None:
        """Remove the first file, which has been parsed, from the queue."""
        self.queue.popleft()
        self.files += 1
        self._begin()

    def _begin(self) -> None:
        self.until = time.monotonic() + self._limits.wall_seconds

    def end(self) -> int:
        """End the process and all processes that it started, and return its exit code."""
        if self._process.returncode is None:  # else another process can have its id by now
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self.channel.close()
        return self._process.wait()


def _order(limits: WorkLimits, forms: TextForms) -> dict[str, Any]:
    """Return the first message to a reader: its limits and the text forms."""
    return {
        "limits": asdict(limits.file),
        "forms": asdict(forms),
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
    }
