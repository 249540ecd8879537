"""Writes files of feedback in child processes, as many at a time as there are processors.

A child process takes half a second of a processor to start, so few workbooks are written without
one. The processes are started by a command: a fork would copy locks that threads of DuckDB hold,
and a pool of `multiprocessing` would import the main module, which takes seconds under Prefect.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Final

from pow_pipeline.feedback.files import FeedbackFiles, write_files
from pow_pipeline.limits import processors
from pow_pipeline.model.documents import Contents
from pow_pipeline.model.feedback import Feedback
from schemas.programme.programme import Programme

_COMMAND: Final = (sys.executable, "-I", "-B", "-m", "pow_pipeline.feedback.marking_process")
_FEWEST_PER_PROCESS: Final = 50  # so many workbooks take as long as the start of a process
_END_SECONDS: Final = 10

Item = tuple[Feedback, Contents | None]
Write = Callable[[Sequence[Item]], Iterable[FeedbackFiles]]
"""Begins to write files of feedback, and returns them in the same order."""


@contextmanager
def start_writers(
    programme: Programme, workbooks: int, *, command: Sequence[str] = _COMMAND
) -> Iterator[Write]:
    """Start child processes for a number of workbooks, and end them afterwards.

    Args:
        programme: the programme that the deliveries were validated under.
        workbooks: the number of workbooks to write.
        command: starts a child process; the number of its descriptor is added.
    """
    with ExitStack() as stack:
        children = [
            stack.enter_context(_start_child(command))
            for _ in range(min(processors(), workbooks // _FEWEST_PER_PROCESS))
        ]
        if not children:
            yield lambda items: (write_files(*item, programme) for item in items)
            return
        writer = _ThreadWriter(programme, children)
        # Each thread waits for its own child.
        pool = ThreadPoolExecutor(len(children), initializer=writer.choose_child)
        stack.callback(pool.shutdown, cancel_futures=True)
        yield lambda items: pool.map(writer.write, items)


class _ThreadWriter:
    """Writes in the child of the current thread, or without one if it has died or refused."""

    def __init__(self, programme: Programme, children: list[Connection]) -> None:
        self._programme = programme
        self._children = children
        self._local = threading.local()

    def choose_child(self) -> None:
        self._local.child = self._children.pop()
        with suppress(OSError):  # the first item finds out whether it has ended
            self._local.child.send(self._programme)

    def write(self, item: Item) -> FeedbackFiles:
        return self._write_in_child(item) or write_files(*item, self._programme)

    def _write_in_child(self, item: Item) -> FeedbackFiles | None:
        if self._local.child is None:
            return None
        try:
            self._local.child.send(item)
            files: FeedbackFiles | None = self._local.child.recv()
        except (EOFError, OSError):
            self._local.child = None
            return None
        return files


@contextmanager
def _start_child(command: Sequence[str]) -> Iterator[Connection]:
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [*command, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # a traceback can contain cell contents
        )
    try:
        with ours:
            yield ours
        process.wait(_END_SECONDS)
    finally:
        process.kill()
        process.wait()
