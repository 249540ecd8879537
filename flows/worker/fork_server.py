"""Process that imports what flow runs need, and forks once per run.

Run as `python -m flows.worker.fork_server CHANNEL`, with the number of a socket on which orders
arrive. An order is a JSON object with the environment and the folder of a run, together with a
socket for its replies: the process id, and the exit status after the end of the run.

A run starts with all modules and no state of other runs, because this process only imports. It runs
what Prefect itself starts for a run, `prefect.engine`, as a process group of its own.

Only a process with a single thread can be forked safely, so libraries must not start threads when
they are imported. If one does, this process ends with the status `UNUSABLE`.
"""

import ctypes
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FrameType
from typing import Final, NamedTuple

COMMAND: Final = (sys.executable, "-m", "flows.worker.fork_server")
UNUSABLE: Final = 70
ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Environment of this process that stops libraries from starting threads; runs do not get it."""
LARGEST_ORDER: Final = 2**20
_ENGINE: Final = "prefect.engine"
# With all their modules; the command line and the parser, which has its own processes, are not.
_PACKAGES: Final = (
    "flows",
    "pow_pipeline.jobs",
    "pow_pipeline.validation",
    "pow_pipeline.feedback",
    "pow_pipeline.publication",
    "schemas",
)
# What they and Prefect import only when it is needed.
_LIBRARIES: Final = (
    _ENGINE,
    "anyio._backends._asyncio",
    "duckdb_sqlalchemy",
    "great_expectations",
    "pandera.backends.pandas.register",
    "pandera.strategies.pandas_strategies",
    "prefect.deployments.steps.pull",
    "prefect.flow_engine",
    "prefect.runner",
    "prefect.task_engine",
    "prefect.utilities.visualization",
    "pyarrow.dataset",
    "structlog.stdlib",
    "xlsxwriter",
)
_PR_SET_PDEATHSIG: Final = 1


class _Order(NamedTuple):
    environment: dict[str, str]
    folder: str
    replies: socket.socket


def main() -> None:
    """Import, then fork for each order until the channel is closed and all runs have ended."""
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        _import_modules()
        if threads := len(list(Path("/proc/self/task").iterdir())) - 1:
            print(f"flow runs start slowly: an import started {threads} threads", file=sys.stderr)
            sys.exit(UNUSABLE)
        order = _serve(channel)
    if order:
        _run(order)


def _import_modules() -> None:
    for name in _LIBRARIES:
        import_module(name)
    for name in _PACKAGES:
        package = import_module(name)
        for module in walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    if duckdb := sys.modules.get("duckdb"):
        duckdb.default_connection().close()  # its import opens a connection, which has a thread
    del sys.modules[_ENGINE]  # each run executes it as its main module
    gc.collect()
    gc.freeze()  # a collection in a run would otherwise copy the memory shared with it


def _serve(channel: socket.socket) -> _Order | None:
    """Fork for each order; return the order in a forked process, and None at the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the worker, after its runs
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    woken, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.signal(signal.SIGCHLD, _ignore)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    runs: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector, woken, wakes:
        for source in (channel, woken):
            selector.register(source, selectors.EVENT_READ)
        while selector.get_map().get(channel) or runs:
            ready = {key.fileobj for key, _ in selector.select()}
            if woken in ready:
                woken.recv(LARGEST_ORDER)
                _report_ended(runs)
            if channel not in ready:
                continue
            order = _receive(channel)
            if order is None:
                selector.unregister(channel)
            elif number := _fork(order):
                runs[number] = order.replies
            else:
                return order
    return None


def _receive(channel: socket.socket) -> _Order | None:
    """Return the next order, or None if the worker has ended."""
    message, replies, *_ = socket.recv_fds(channel, LARGEST_ORDER, 1)
    if not message:
        return None
    content = json.loads(message)
    return _Order(content["environment"], content["folder"], socket.socket(fileno=replies[0]))


def _fork(order: _Order) -> int:
    """Fork for an order; return the id of the new process, and 0 in the new process."""
    server = os.getpid()
    number = os.fork()
    if number:
        os.setpgid(number, number)  # here as well, as the worker may signal the group at once
        order.replies.send(str(number).encode())
        return number
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Without the server nobody would learn how the run ends, so it ends with the server.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:  # it ended before the system knew
        os.kill(os.getpid(), signal.SIGKILL)
    return 0


def _report_ended(runs: dict[int, socket.socket]) -> None:
    """Reply with the exit status of each run that has ended; negative for a signal."""
    while runs:
        number, status = os.waitpid(-1, os.WNOHANG)
        if not number:
            return
        with runs.pop(number) as replies:
            replies.send(str(os.waitstatus_to_exitcode(status)).encode())


def _ignore(number: int, frame: FrameType | None) -> None:
    """Do nothing: the signal wakes the selector."""


def _run(order: _Order) -> None:
    """Execute the run as `python -m prefect.engine` does."""
    from prefect.context import refresh_global_settings_context

    order.replies.close()
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    sys.argv = [_ENGINE]
    refresh_global_settings_context()
    runpy.run_module(_ENGINE, run_name="__main__")


if __name__ == "__main__":
    main()
