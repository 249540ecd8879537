"""The upload job: checks the configured address, takes a lock and records the upload.

`publication/files/upload.py` sends the files.
"""

import os
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from pow_pipeline.errors import LockedError, UsageError, WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import UPLOAD
from pow_pipeline.publication.files.catalogue import CURRENT, shown_catalogue, shown_releases
from pow_pipeline.publication.files.upload import (
    Uploads,
    upload_catalogue,
    without_credentials,
)
from pow_pipeline.record.events import Uploaded
from pow_pipeline.workspace import Workspace

_LOCK: Final = "delivery.lock"


def upload(run: Run, *, period: str | None = None) -> Uploads:
    """Upload the current releases.

    The files of `period`, if given, are uploaded even if the destination already has them.

    Raises:
        UsageError: no destination is configured, the destination is inside the workspace, or the
            period has no current release.
        WorkspaceError: nothing has been published, or `current` leads to no catalogue.
        LockedError: another process is still uploading.
        UploadError: the upload failed; earlier uploads stay as they were.
    """
    workspace, address = run.workspace, run.settings.address()
    if address is None:
        raise UsageError("there is nowhere to upload to; name a folder or address: POW_UPLOAD_TO")
    _refuse_own(workspace, address)
    current = workspace.published / CURRENT
    if not shown_catalogue(workspace.published):
        if os.path.lexists(current):
            found = "does not lead to a catalogue; make it again with: pow ingest"
            raise WorkspaceError(f"{current}: {found}")
        raise WorkspaceError("nothing has been published yet; publish a period: pow publish PERIOD")
    if period is not None and not (current / period).is_dir():
        raise UsageError(f"no release of {period!r} is current; see: pow status {period}")
    return run.stage(UPLOAD, lambda: _upload(run, address, period))


def _upload(run: Run, address: str, period: str | None) -> Uploads:
    """Record the upload and upload what is current, while no other process does so."""
    lock = FileLock(run.workspace.lock(_LOCK))
    restricted = run.settings.upload_restricted
    try:
        with lock.acquire(timeout=run.settings.lock_seconds):
            _record_upload(run, _place(address), restricted=restricted)
            return upload_catalogue(
                run.workspace.published, address, restricted=restricted, again=period
            )
    except Timeout as error:
        raise LockedError("another process is uploading; go on later with: pow upload") from error


def upload_published(run: Run) -> Uploads | None:
    """Upload the current releases, if there are any and a destination is configured."""
    if run.settings.address() is None or not shown_catalogue(run.workspace.published):
        return None
    return upload(run)


def _place(address: str) -> str:
    """Return an address for the record: an absolute folder, or a URL without credentials."""
    return without_credentials(address) if "://" in address else str(Path(address).resolve())


def _record_upload(run: Run, address: str, *, restricted: bool) -> None:
    """Record the releases that are new to an address, so that their copies can be found later."""
    before = {
        name
        for event in run.journal.read()
        if isinstance(event, Uploaded)
        and (event.address, event.restricted) == (address, restricted)
        for name in event.releases
    }
    new = tuple(name for name in shown_releases(run.workspace.published) if name not in before)
    if new:
        event = Uploaded(at=run.clock(), address=address, releases=new, restricted=restricted)
        run.journal.append(event)
        fault_point("uploaded")


def _refuse_own(workspace: Workspace, address: str) -> None:
    folder = Path(address.removeprefix("file://")).resolve()
    if folder.is_relative_to(workspace.published.resolve()):
        raise UsageError("POW_UPLOAD_TO is among what the workspace keeps; name another folder")
