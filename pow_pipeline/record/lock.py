"""The lock of the record (`intake.lock`), held to write blobs and then the event that names them.

While a process holds both this lock and the one in `warehouse/lock.py`, a blob without an event
will never get one. Each process holds the lock only briefly: no file is parsed or validated under
it.
"""

from typing import Final

from filelock import FileLock

from pow_pipeline.workspace import Workspace

RECORD_LOCK: Final = "intake.lock"


def hold_record(workspace: Workspace) -> FileLock:
    """Return the lock, for use in a `with` statement."""
    return FileLock(workspace.lock(RECORD_LOCK))
