"""Receiving: claimed files become blobs and one `received` event; then nothing can lose them."""

import errno
import itertools
import os
import stat
from datetime import datetime
from pathlib import Path

from pow_pipeline.faults import fault_point
from pow_pipeline.intake.claim import Claim, claim_files, left_claims, wait_for_arriving
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import Received, ReceivedFile
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.lock import hold_record
from pow_pipeline.workspace import Workspace


def receive_inbox(
    workspace: Workspace, *, now: datetime, batch_size: int, settle_seconds: float
) -> int:
    """Take every complete file from the inbox into the record and return how many there were.

    A file is complete when it has not been written to for `settle_seconds`.

    Files that an earlier process had claimed come first. One process receives at a time; the
    wait is short, since nothing is read or judged here.
    """
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    received = 0
    wait_for_arriving(workspace.inbox, settle_seconds=settle_seconds)
    with hold_record(workspace):
        last = _last_received(journal)
        for claim in left_claims(workspace.claims):
            if claim.after == last:  # else its event had been written before the crash
                last, count = _record(claim, workspace.inbox, journal, blobs)
                received += count
            claim.remove()
        while claimed := claim_files(
            workspace.inbox,
            workspace.claims,
            after=last,
            now=now,
            limit=batch_size,
            settle_seconds=settle_seconds,
        ):
            last, count = _record(claimed, workspace.inbox, journal, blobs)
            received += count
            claimed.remove()
            fault_point("claims_removed")
    return received


def files_out_of_place(workspace: Workspace) -> list[Path]:
    """Return what stays in the inbox: files in no region's folder, folders, links, unreadable."""
    outside = [path for path in workspace.inbox.iterdir() if not path.is_dir()]
    inside = [path for path in workspace.inbox.glob("*/*") if not path.name.startswith(".")]
    stays = [path for path in inside if not path.is_file() or path.is_symlink()]
    stays += [path for path in inside if path.is_file() and not os.access(path, os.R_OK)]
    return sorted([*outside, *stays])


def _record(claim: Claim, inbox: Path, journal: Journal, blobs: Blobs) -> tuple[int, int]:
    """Record a claim; return the number of the last `received` event and of the files in it."""
    files = []
    contents = []
    for sender, name, path in claim.files:
        content = _read_whole(path)
        if content is None:
            _put_back(path, inbox / sender / name)
        else:
            files.append((sender, name))
            contents.append(content)
    if not files:
        return claim.after, 0
    hashes = blobs.add(contents)
    event = journal.append(
        Received(
            at=claim.moment,
            after=claim.after,
            files=tuple(
                ReceivedFile(
                    sender=_as_text(sender), name=_as_text(name), sha256=sha256, size=len(content)
                )
                for (sender, name), sha256, content in zip(files, hashes, contents, strict=True)
            ),
        )
    )
    fault_point("received")
    return event.number, len(files)


def _read_whole(path: Path) -> bytes | None:
    """Return the content of a regular file, None if it was written to meanwhile.

    Anything else that has taken its place since the claim, such as a link that leads out of the
    inbox, has no content for us.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return b""
        raise
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return b""
        content = file.read()
        after = os.fstat(descriptor)
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if is_same and len(content) == after.st_size else None


def _put_back(path: Path, place: Path) -> None:
    """Give a file back that was still being written, under a name that is free."""
    free = place
    for number in itertools.count(2):
        if not os.path.lexists(free):
            break
        free = place.with_name(f"{number}-{place.name}")
    path.rename(free)


def _last_received(journal: Journal) -> int:
    return next((event.number for event in journal.read_back() if event.type == "received"), 0)


def _as_text(name: str) -> str:
    """Return a file name as text; bytes that are no UTF-8 are shown as such."""
    return os.fsencode(name).decode(errors="backslashreplace")
