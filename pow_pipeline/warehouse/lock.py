"""The lock of the one projector and publisher, on a file of its own.

It is never the database file: closing any handle on that drops DuckDB's own lock. The system
frees the lock when its holder dies, so none is ever left behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from pow_pipeline.errors import LockedError
from pow_pipeline.workspace import Workspace

_NAME: Final = "warehouse.lock"
_LOCKS: Final = Path("/proc/locks")  # who holds which file, told by the system


@contextmanager
def try_lock(workspace: Workspace) -> Iterator[bool]:
    """Hold the lock if nobody else does; yields whether we hold it."""
    lock = _lock(workspace)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def wait_for_lock(workspace: Workspace, *, seconds: float) -> Iterator[None]:
    """Hold the lock, waiting for whoever has it.

    Raises:
        LockedError: it did not come free in time.
    """
    lock = _lock(workspace)
    try:
        lock.acquire(timeout=seconds)
    except Timeout as error:
        message = (
            f"{workspace.warehouse}: still in use by another process after {seconds:g} seconds; "
            "wait until it has finished and try again"
        )
        raise LockedError(message) from error
    try:
        yield
    finally:
        lock.release()


def _lock(workspace: Workspace) -> FileLock:
    return FileLock(workspace.lock(_NAME))


def holder_of(workspace: Workspace) -> int | None:
    """Return the number of the process that holds the lock, None when it is free.

    The system is asked, since to try the lock would make another process believe that its work
    is being done.
    """
    try:
        inode = (workspace.locks / _NAME).stat().st_ino
    except FileNotFoundError:
        return None
    for line in _LOCKS.read_text(encoding="ascii").splitlines():
        _, kind, _, _, process, file, *_ = line.replace("->", "").split()
        if (kind, file.rpartition(":")[2]) == ("FLOCK", str(inode)):
            return int(process)
    return None
