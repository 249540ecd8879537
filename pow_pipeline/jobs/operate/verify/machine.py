"""Checks of the machine: access to the folders, free disk space, and files in the inboxes."""

import os
import shutil
import time
from collections.abc import Iterator

from pow_pipeline import limits
from pow_pipeline.intake.receive import files_out_of_place, files_waiting
from pow_pipeline.jobs.operate.verify.deliveries import AT_WORK
from pow_pipeline.model.alarms import Alarm
from pow_pipeline.workspace import Workspace


def check_machine(workspace: Workspace, most: float) -> Iterator[Alarm]:
    """Yield an alarm for each problem that would block the next run.

    Args:
        workspace: the workspace.
        most: maximum time in seconds that a file may stay in an inbox.
    """
    for folder in workspace.folders():
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            remedy = "give it back to the user that runs pow, with chmod or chown"
            yield Alarm("access", str(folder), "not to be written to", "write access", remedy)
    free = shutil.disk_usage(workspace.home).free
    if free < limits.LEAST_FREE:
        found, expected = f"{free / 2**30:.1f} GiB free", f"{limits.LEAST_FREE / 2**30:g} GiB"
        remedy = "make room; old releases can be reduced with: pow prune"
        yield Alarm("disk", str(workspace.home), found, expected, remedy)
    yield from _check_inbox(workspace, most)


def _check_inbox(workspace: Workspace, most: float) -> Iterator[Alarm]:
    """Yield an alarm for each file that was not taken from the inboxes.

    The age is measured from the ctime of the directory entry, because a file may have been
    written long before it was moved to the inbox.
    """
    now = time.time()
    for path in files_waiting(workspace):
        try:
            age = now - path.lstat().st_ctime
        except FileNotFoundError:  # received in the meantime
            continue
        if age > most:
            found = f"lies there for {age / 60:.0f} minutes"
            yield Alarm("waiting", str(path), found, f"at most {most / 60:g} minutes", AT_WORK)
    for path in files_out_of_place(workspace):
        expected = "a file that can be read, in the folder of a region"
        yield Alarm("inbox", str(path), "not taken", expected, f"move {path} elsewhere")
