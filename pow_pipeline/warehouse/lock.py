"""The lock of the one projector and publisher, on a file of its own.

It is never the database file: closing any handle on that drops DuckDB's own lock. The system
frees the lock when its holder dies, so none is ever left behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from pow_pipeline.errors import LockedError
from pow_pipeline.workspace import Workspace


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
    return FileLock(workspace.locks / "warehouse.lock")
