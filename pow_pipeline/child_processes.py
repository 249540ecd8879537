"""Runs functions in child processes, as many at once as there are cores.

A child is a new Python process that imports the function by its name. It ends when its parent ends,
so that it never writes files of a run that is over. Its memory is freed when it ends.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import Any, Final, Never, TypeVar

from pow_pipeline.limits import processors

Result = TypeVar("Result")

_COMMAND: Final = (sys.executable, "-I", "-m", "pow_pipeline.child_processes")
_MOST_AHEAD: Final = 8  # calls that wait for a process; more would take memory


class ChildProcesses:
    """Runs calls in child processes while the caller continues."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        """Create an empty collection of calls.

        Args:
            pool: the threads that wait for the processes.
        """
        self._pool = pool
        self._waiting: list[Future[Any]] = []
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ended = threading.Event()

    def submit(
        self, function: Callable[..., Result], *args: object, **kwargs: object
    ) -> Future[Result]:
        """Call a function of a module in a child process.

        If too many calls wait already, wait for the oldest one first.

        Raises:
            Exception: by `result()`: the error that the function raised.
            RuntimeError: by `result()`: the process ended without an answer; the message has its
                error output.
        """
        if len(ahead := [future for future in self._waiting if not future.done()]) > _MOST_AHEAD:
            wait(ahead[:1])
        call = pickle.dumps((function, args, kwargs))
        self._waiting.append(self._pool.submit(self._run, call))
        return self._waiting[-1]

    def finish(self) -> None:
        """Wait until all calls have returned, and raise the first error."""
        while self._waiting:
            self._waiting.pop(0).result()

    def end(self) -> None:
        """End the processes that still run, and start no more."""
        self._ended.set()
        for process in list(self._running):
            process.kill()

    def _run(self, call: bytes) -> Any:
        if self._ended.is_set():
            return None
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(  # noqa: S603 -- our own module
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
            self._running.add(process)
            if self._ended.is_set():
                process.kill()
            try:
                answer = _answer_to(call, process)
            finally:
                self._running.discard(process)
            if not answer:
                errors.seek(0)
                text = errors.read().decode(errors="replace").strip()
                raise RuntimeError(f"a child process ended with {process.returncode}: {text}")
        result, error = pickle.loads(answer)  # noqa: S301 -- written by our own process
        if error:
            raise error
        return result


@contextmanager
def child_processes() -> Iterator[ChildProcesses]:
    """Yield a collection of calls; those that still run when the block ends are ended."""
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        children = ChildProcesses(pool)
        try:
            yield children
        finally:
            children.end()
            pool.shutdown(cancel_futures=True)


def _answer_to(call: bytes, process: "subprocess.Popen[bytes]") -> bytes:
    """Send a call to a process, wait until it ends, and return what it answered."""
    with process:
        assert process.stdin is not None  # noqa: S101 -- for the type
        assert process.stdout is not None  # noqa: S101 -- for the type
        with suppress(BrokenPipeError):  # it ended early; its error output says why
            process.stdin.write(call)
            process.stdin.flush()
        # The input stays open meanwhile: its end is the end of this process.
        answer = process.stdout.read()
        with suppress(BrokenPipeError):
            process.stdin.close()
    return answer


def main() -> None:
    """Call the function that the standard input names, and answer with its result and error."""
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints spoils no answer
    function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 -- written by our parent
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        content = pickle.dumps((function(*args, **kwargs), None))
    except Exception as error:  # noqa: BLE001 -- it is raised again by the parent
        content = pickle.dumps((None, _sendable(error)))
    with os.fdopen(answers, "wb") as answer:
        answer.write(content)


def _sendable(error: Exception) -> Exception:
    """Return an error, or its text as an error if it cannot be pickled and read again."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own
    except Exception:  # noqa: BLE001 -- any error of the constructor of an error
        return RuntimeError("".join(traceback.format_exception(error)))
    return error


def _end_with_parent() -> Never:
    sys.stdin.buffer.read()
    os._exit(1)


def _exit() -> Never:
    """Exit without waiting for the thread that reads the input."""
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
    _exit()
