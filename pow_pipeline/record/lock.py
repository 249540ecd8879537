"""The lock for writing blobs and then the event that refers to them.

While a process holds both this lock and the lock of the warehouse, a blob without an event will
never get one. Each process holds the lock only briefly: no file is parsed or validated under it.
"""

from typing import Final

from filelock import FileLock

from pow_pipeline.workspace import Workspace

RECORD_LOCK: Final = "intake.lock"


def hold_record(workspace: Workspace) -> FileLock:
    """Return the lock, for use in a `with` statement."""
    return FileLock(workspace.lock(RECORD_LOCK))
