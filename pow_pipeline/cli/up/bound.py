"""Runs a command that ends when its parent process ends, for any reason.

Run as `python -m pow_pipeline.cli.up.bound COMMAND…`. A part of the service that outlived the
supervisor would keep its port in use, and a new service could not start.
"""

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    """Become the command; the system ends it with its parent."""
    parent = os.getppid()
    # A worker whose server went with the supervisor does not come to its end when it is asked to.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:  # else the parent had ended before the system knew
        os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 -- our own command


if __name__ == "__main__":
    main()
