"""The lock of the warehouse (`warehouse.lock`): only its holder writes the warehouse and publishes.

It is a separate file, never the database file: closing any handle on the database would drop
DuckDB's own lock. The operating system frees the lock when its holder dies, so no stale lock is
left behind.

`jobs/engine/catch_up.py` says which process waits, and which leaves its work to the holder. The
lock of the record is in `record/lock.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from pow_pipeline.errors import LockedError
from pow_pipeline.workspace import Workspace

_NAME: Final = "warehouse.lock"
_LOCKS: Final = Path("/proc/locks")  # the file locks of the system and the processes that hold them


@contextmanager
def try_lock(workspace: Workspace) -> Iterator[bool]:
    """Acquire the lock if it is free; yields whether it was acquired."""
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
    """Acquire the lock, and wait while another process holds it.

    Raises:
        LockedError: the lock was not freed in time.
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
    """Return the id of the process that holds the lock, None when it is free.

    The answer comes from the operating system. Trying the lock instead would make another process
    believe that its work is being done.
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
