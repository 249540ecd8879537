"""One confined process and the file that it is reading, as seen by the program that started it."""

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
from pow_pipeline.model import Delivery
from pow_pipeline.parsing.sandbox.messages import OF_THE_MACHINE, receive_message, send_message
from schemas.text.text_forms import TextForms

READER: Final = (sys.executable, "-I", "-B", "-m", "pow_pipeline.parsing.sandbox.confined")
# No secret of the program's own; one thread, since a processor is what there is per reader.
_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TZ": "UTC"}
_START_SECONDS: Final = 60


class DiedError(Exception):
    """The process ended, or said what no reader says, while it read a file."""


class MachineFailedError(DiedError):
    """The process ended because the machine failed; another may read the same file."""


class TooSlowError(Exception):
    """The process has taken more time for a file than it may."""


_ENDS: Final[dict[int, type[Exception]]] = {
    -signal.SIGXCPU: TooSlowError,
    OF_THE_MACHINE: MachineFailedError,
}


class Reader:
    """A process that reads one file after the other.

    Attributes:
        queue: the file that it is reading, and those that it has for after that.
        files: how many it has read.
        takes_files: whether it has started, is confined, and has not gone.
        channel: what it says comes here.
        until: the moment of the monotonic clock at which it must have said what it has to say.
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
                stderr=subprocess.DEVNULL,  # a traceback may quote a cell
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        self.channel.settimeout(_START_SECONDS)
        with suppress(OSError):  # whether it has started is asked later
            send_message(self.channel, json.dumps(_order(limits, forms)).encode())

    def confirm_start(self) -> None:
        """Take note that it has started.

        Raises:
            SandboxError: it has not.
        """
        with suppress(OSError, EOFError, ValueError):
            self.takes_files = receive_message(self.channel, most=0, until=self.until) == b""
        if not self.takes_files:
            message = f"no process to read files in could start ({self.end()}); see: pow doctor"
            raise SandboxError(message)

    def hand(self, delivery: Delivery, content: bytes) -> bool:
        """Hand it a file; False when it has gone, which is no fault of this one.

        Raises:
            TooSlowError: it takes no more, being at the first of its queue for too long.
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
        """Return what it has to say about the first file of its queue.

        Raises:
            DiedError: it ended, or its answer is larger than one may be.
            TooSlowError: its answer does not come in time, or its time of the processor is over.
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
        if answer is None:  # the system ends what computes for too long
            raise _ENDS.get(self.end(), DiedError)
        return answer

    def go_on(self) -> None:
        """Take note that the first file of its queue has been read."""
        self.queue.popleft()
        self.files += 1
        self._begin()

    def _begin(self) -> None:
        self.until = time.monotonic() + self._limits.wall_seconds

    def end(self) -> int:
        """End the process, with all that it may have started, and return its exit code."""
        if self._process.returncode is None:  # else its number may be another's by now
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self.channel.close()
        return self._process.wait()


def _order(limits: WorkLimits, forms: TextForms) -> dict[str, Any]:
    """Return what a reader is told first."""
    return {
        "limits": asdict(limits.file),
        "forms": asdict(forms),
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
    }
