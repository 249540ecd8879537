"""Ends processes that tests start, whatever happens."""

import os
import signal
import subprocess
from contextlib import suppress
from typing import Any


def end_process(
    process: "subprocess.Popen[Any]", sent: signal.Signals = signal.SIGTERM, *, seconds: float = 60
) -> int:
    """Send a signal to a process and return its exit code.

    A process that does not end in time is killed, with its group if it leads one.

    Raises:
        subprocess.TimeoutExpired: it did not end in time.
    """
    process.send_signal(sent)
    try:
        return process.wait(seconds)
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                if os.getpgid(process.pid) == process.pid:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
            process.wait()
