"""Receives claimed files into the record: writes their blobs and one `received` event.

A file that is sent twice is received twice; `validation/duplicates.py` marks it as a duplicate.
"""

import contextlib
import hashlib
import logging
import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import Timeout

from pow_pipeline.faults import fault_point
from pow_pipeline.intake.claim import Claim, claim_files, left_claims, list_set_aside
from pow_pipeline.intake.handing_in import free_name
from pow_pipeline.intake.inbox import UNREADABLE, Inbox, as_text
from pow_pipeline.intake.scans import last_scans
from pow_pipeline.machine_faults import MachineFaultError, concerns_all_files
from pow_pipeline.record.blobs import Blobs, Copy
from pow_pipeline.record.events import Received, ReceivedFile
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.lock import hold_record
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.workspace import Workspace

_LOG: Final = logging.getLogger(__name__)


def receive_inbox(
    workspace: Workspace,
    *,
    clock: Callable[[], datetime],
    batch_size: int,
    stable_seconds: float,
) -> int:
    """Move every complete file from the inbox into the record and return their number.

    A file is complete if it has not been written to for `stable_seconds`.

    Files claimed by an earlier process come first. One process receives at a time. Others wait
    only briefly, because no file is parsed or validated here.
    """
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    inbox = _inbox(workspace)
    received = 0
    inbox.wait_for_arriving(stable_seconds=stable_seconds)
    with hold_record(workspace):
        last = _last_received(journal)
        for claim in left_claims(workspace.claims):
            if claim.after == last and _is_of_regions(claim, inbox):
                last, count = _record(claim, inbox, journal, blobs)
                received += count
            elif not _is_recorded(claim, journal):
                claim.set_aside()
                continue
            claim.remove()
        scans = last_scans(workspace.scans, journal)
        while True:
            scans = scans.scan(inbox, clock=clock, after=last)
            claimed = claim_files(
                inbox,
                workspace.claims,
                scans=scans,
                after=last,
                limit=batch_size,
                stable_seconds=stable_seconds,
            )
            if not claimed:
                break
            last, count = _record(claimed, inbox, journal, blobs)
            received += count
            claimed.remove()
            fault_point("claims_removed")
        scans.keep(workspace.scans)
    return received


def scan_inbox(workspace: Workspace, *, clock: Callable[[], datetime]) -> None:
    """Store the current contents of the inbox as evidence of arrival, without receiving files.

    Do nothing while another process receives, because that process stores its own scans.
    """
    with contextlib.suppress(Timeout), hold_record(workspace).acquire(timeout=0):
        journal = Journal(workspace.journal)
        scans = last_scans(workspace.scans, journal)
        scans = scans.scan(_inbox(workspace), clock=clock, after=_last_received(journal))
        scans.keep(workspace.scans)


def files_out_of_place(workspace: Workspace) -> list[Path]:
    """Return the paths that stay in the inbox, see `Inbox.staying`, or were set aside."""
    return _inbox(workspace).staying() + list_set_aside(workspace.claims)


def require_room(workspace: Workspace) -> None:
    """Check that no file was left in the inbox because the disk is full.

    Raises:
        MachineFaultError: files were left; they are received once there is enough free space.
    """
    if left := _inbox(workspace).without_room():
        message = f"{workspace.inbox}: no room to receive {len(left)} files"
        raise MachineFaultError(f"{message}; free space there, and run the command again")


def files_ignored(workspace: Workspace) -> list[Path]:
    """Return the paths that other programs leave in the inbox; they are never received."""
    return Inbox(workspace.inbox, ()).ignored()


def files_lying(workspace: Workspace) -> list[Path]:
    """Return all paths that arrived and are not in the record: waiting, staying or set aside."""
    return Inbox(workspace.inbox, ()).lying() + list_set_aside(workspace.claims)


def files_waiting(workspace: Workspace) -> list[Path]:
    """Return the files in the inbox that can be received, complete or not."""
    waiting = _inbox(workspace).waiting()
    return [workspace.inbox / file.sender / file.name for file in waiting]


def _inbox(workspace: Workspace) -> Inbox:
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    return Inbox(workspace.inbox, {region.code for region in programmes.latest().regions})


def _is_of_regions(claim: Claim, inbox: Inbox) -> bool:
    """Return whether all files of a claim come from regions of the programme."""
    return all(file.sender in inbox.senders for file in claim.files)


def _is_recorded(claim: Claim, journal: Journal) -> bool:
    """Return whether the event of a claim, with all its files, was written before the crash.

    If not, the claim is damaged or the record is older than the claim.
    """
    events = (event for event in journal.read_back() if isinstance(event, Received))
    recorded = {
        file.sha256 for event in events if event.after == claim.after for file in event.files
    }
    try:
        return {_hash(file.path) for file in claim.files} <= recorded
    except PermissionError:
        return False


def _hash(path: Path) -> str:
    """Return the hash of a claimed file in the record; only regular files have content."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return hashlib.sha256(b"").hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(claim: Claim, inbox: Inbox, journal: Journal, blobs: Blobs) -> tuple[int, int]:
    """Record a claim; return the number of the last `received` event and the file count."""
    files = []
    copies = []
    for file in claim.files:
        copy = _copy_or_give_back(file.path, inbox.folder / file.sender / file.name, blobs)
        if copy is not None:
            copies.append(copy)
            files.append(
                ReceivedFile(
                    sender=as_text(file.sender),
                    name=as_text(file.name),
                    sha256=copy.sha256,
                    size=copy.size,
                    arrived_at=file.arrival.at,
                    evidence=file.arrival.evidence,
                    tie=file.arrival.tie,
                )
            )
        fault_point("copied")
    if not files:
        return claim.after, 0
    blobs.keep(copies)
    event = journal.append(Received(at=claim.moment, after=claim.after, files=tuple(files)))
    fault_point("received")
    size = sum(file.size for file in files)
    fields = {"event_number": event.number, "deliveries": len(files), "bytes": size}
    _LOG.info("received", extra=fields)
    return event.number, len(files)


def _copy_or_give_back(path: Path, place: Path, blobs: Blobs) -> Copy | None:
    """Return a copy of a claimed file; None if the file was put back.

    Failures are isolated per file: an unreadable file is put back as well, under a name that is
    not claimed again.
    """
    try:
        copy = _copy(path, blobs)
    except OSError as error:
        if concerns_all_files(error):
            raise
        fields = {"sender": place.parent.name}
        # The message does not contain the name of the file.
        _LOG.error("a file could not be read: %s", error.strerror, extra=fields)
        _move_out(path, place.with_name(free_name(place.name) + UNREADABLE))
        return None
    if copy is None:
        _put_back(path, place)
    return copy


def _copy(path: Path, blobs: Blobs) -> Copy | None:
    """Return a copy of a regular file; None if the file was written to during the copy.

    Anything other than a regular file, such as a link out of the inbox, is copied as an empty
    file. It can only have replaced the file before the claim: in a claim folder, other users
    cannot replace files.
    """
    aside = path.with_name(f"{path.name}.copy")
    if not stat.S_ISREG(path.lstat().st_mode):
        return blobs.copy(None, aside)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        before = os.fstat(descriptor)
        copy = blobs.copy(descriptor, aside, most=before.st_size + 1)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return copy if is_same and copy.size == after.st_size else None


def _put_back(path: Path, place: Path) -> None:
    """Put a file that is still being written back into the inbox, under its own name if free.

    A hard link is used, because a rename would replace a file that arrived under that name in the
    meantime. If a link is not possible, for example to a file of another user, the file is moved
    under a name with a random part, which avoids collisions.
    """
    try:
        os.link(path, place)
    except OSError:
        _move_out(path, place.with_name(free_name(place.name)))
    else:
        path.unlink()


def _move_out(path: Path, place: Path) -> None:
    """Move a file out of its claim; if the inbox is not writable, move it next to the claims."""
    try:
        path.rename(place)
    except OSError:
        path.rename(path.parents[1] / f"{place.parent.name}-{place.name}")


def _last_received(journal: Journal) -> int:
    return next((event.number for event in journal.read_back() if event.type == "received"), 0)
