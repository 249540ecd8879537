"""Uploads the current releases to the configured folder or address, one process at a time."""

import os
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from pow_pipeline.errors import LockedError, UsageError, WorkspaceError
from pow_pipeline.faults import fault_point
from pow_pipeline.publication.files.catalogue import CURRENT, shown_catalogue, shown_releases
from pow_pipeline.publication.files.upload import (
    Uploads,
    upload_catalogue,
    without_credentials,
)
from pow_pipeline.record.events import Uploaded
from pow_pipeline.record.journal import Journal
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace

_LOCK: Final = "delivery.lock"


def upload(workspace: Workspace, settings: Settings, *, period: str | None = None) -> Uploads:
    """Upload the current releases.

    The files of `period`, if given, are uploaded even if the destination already has them.

    Raises:
        UsageError: no destination is configured, the destination is inside the workspace, or the
            period has no current release.
        WorkspaceError: nothing has been published, or `current` leads to no catalogue.
        LockedError: another process is still uploading.
        UploadError: the upload failed; earlier uploads stay as they were.
    """
    address = settings.address()
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
    lock = FileLock(workspace.lock(_LOCK))
    try:
        with lock.acquire(timeout=settings.lock_seconds):
            _record_upload(workspace, settings, _place(address))
            return upload_catalogue(
                workspace.published, address, restricted=settings.upload_restricted, again=period
            )
    except Timeout as error:
        raise LockedError("another process is uploading; go on later with: pow upload") from error


def upload_published(workspace: Workspace, settings: Settings) -> Uploads | None:
    """Upload the current releases, if there are any and a destination is configured."""
    if settings.address() is None or not shown_catalogue(workspace.published):
        return None
    return upload(workspace, settings)


def _place(address: str) -> str:
    """Return an address for the record: an absolute folder, or a URL without credentials."""
    return without_credentials(address) if "://" in address else str(Path(address).resolve())


def _record_upload(workspace: Workspace, settings: Settings, address: str) -> None:
    """Record the releases that are new to an address, so that their copies can be found later."""
    journal, restricted = Journal(workspace.journal), settings.upload_restricted
    before = {
        name
        for event in journal.read()
        if isinstance(event, Uploaded)
        and (event.address, event.restricted) == (address, restricted)
        for name in event.releases
    }
    new = tuple(name for name in shown_releases(workspace.published) if name not in before)
    if new:
        event = Uploaded(at=settings.clock(), address=address, releases=new, restricted=restricted)
        journal.append(event)
        fault_point("uploaded")


def _refuse_own(workspace: Workspace, address: str) -> None:
    folder = Path(address.removeprefix("file://")).resolve()
    if folder.is_relative_to(workspace.published.resolve()):
        raise UsageError("POW_UPLOAD_TO is among what the workspace keeps; name another folder")
