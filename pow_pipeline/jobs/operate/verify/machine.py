"""What the machine must let us do: write, have room, and get at what lies in the inboxes."""

import os
import shutil
import time
from collections.abc import Iterator

from pow_pipeline import limits
from pow_pipeline.intake.receive import files_out_of_place, files_waiting
from pow_pipeline.jobs.operate.verify.deliveries import AT_WORK
from pow_pipeline.model import Alarm
from pow_pipeline.workspace import Workspace


def look_at_machine(workspace: Workspace, most: float) -> Iterator[Alarm]:
    """Yield what would hold up the next run.

    Args:
        workspace: where.
        most: the most seconds that a file may lie in an inbox.
    """
    for folder in workspace.folders():
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            cure = "give it back to the user that runs pow, with chmod or chown"
            yield Alarm("access", str(folder), "not to be written to", "write access", cure)
    free = shutil.disk_usage(workspace.home).free
    if free < limits.LEAST_FREE:
        found, expected = f"{free / 2**30:.1f} GiB free", f"{limits.LEAST_FREE / 2**30:g} GiB"
        cure = "make room; old releases can be reduced with: pow prune"
        yield Alarm("disk", str(workspace.home), found, expected, cure)
    yield from _look_at_inbox(workspace, most)


def _look_at_inbox(workspace: Workspace, most: float) -> Iterator[Alarm]:
    """The time of the entry counts: a file that is moved here may have been written long ago."""
    now = time.time()
    for path in files_waiting(workspace):
        try:
            age = now - path.lstat().st_ctime
        except FileNotFoundError:  # it has been taken
            continue
        if age > most:
            found = f"lies there for {age / 60:.0f} minutes"
            yield Alarm("waiting", str(path), found, f"at most {most / 60:g} minutes", AT_WORK)
    for path in files_out_of_place(workspace):
        expected = "a file that can be read, in the folder of a region"
        yield Alarm("inbox", str(path), "not taken", expected, f"move {path} elsewhere")
