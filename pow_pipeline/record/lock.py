"""The lock of whoever keeps bytes and then writes the event that names them.

While it is held, and the lock of the warehouse as well, every blob that no event names is one that
nobody will name. Each holder lets go after a moment, since nothing is read or judged under it.
"""

from typing import Final

from filelock import FileLock

from pow_pipeline.workspace import Workspace

RECORD_LOCK: Final = "intake.lock"


def hold_record(workspace: Workspace) -> FileLock:
    """Return the lock, to be held by `with`."""
    return FileLock(workspace.lock(RECORD_LOCK))
