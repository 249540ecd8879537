"""The signals that processes started by tests react to."""

import subprocess
import sys


def test_a_process_that_a_test_starts_stops_at_sigint():
    code = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "True\n"
