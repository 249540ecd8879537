"""Backs up a workspace while other processes use it; the copy is a usable workspace.

The number of the last event is determined first. Then every blob that the events up to it refer to
is copied, and the events last. An interrupted backup is therefore still the previous backup, with
additional blobs.
"""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pow_pipeline.durable import make_folder
from pow_pipeline.errors import RecordError, UsageError, WarehouseError
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.record_check import refuse_damaged
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import COPY
from pow_pipeline.jobs.operate.mirror import add, copy_files, mirror
from pow_pipeline.publication.files.release import is_whole
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import read_erasures
from pow_pipeline.record.events import ErasureCompleted
from pow_pipeline.record.journal import Journal
from pow_pipeline.record_format import FORMAT_FILE
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.releases import released
from pow_pipeline.workspace import Workspace, refuse_special_characters


@dataclass(frozen=True)
class BackedUp:
    """Result of a backup.

    Attributes:
        events: number of events in the backup.
        blobs: number of blobs in the backup.
        copied: number of files copied in this run.
        kept: names of releases that are damaged in the workspace, whose earlier copy in the backup
            was not replaced.
    """

    events: int
    blobs: int
    copied: int
    kept: tuple[str, ...] = ()


def back_up(run: Run, folder: Path) -> BackedUp:
    """Copy everything that cannot be rebuilt to a folder; an earlier backup there is updated.

    The warehouse is left out, because it can be rebuilt from the record. The files in the inboxes
    are left out too. The warehouse lock is held meanwhile, so that nothing is published or erased;
    files are still received.

    Args:
        run: the run; its workspace is copied.
        folder: a new or empty folder, or an earlier backup of the same workspace.

    Raises:
        UsageError: the folder contains something else, or is inside the workspace.
        RecordError: an event or a blob is missing or changed; the message names it.
        LockedError: another process held the warehouse lock for too long.
    """
    refuse_special_characters(folder.absolute())
    there = Workspace(folder.absolute())
    refuse_damaged(run)  # the backup could be the only undamaged copy
    _refuse_another(run.workspace, there, run.journal)
    with hold_warehouse(run):
        return run.stage(COPY, lambda: _copy(run, there))


def _copy(run: Run, there: Workspace) -> BackedUp:
    workspace, journal, copies = run.workspace, run.journal, Blobs(there.blobs)
    last = journal.head()
    _make_folders(workspace, there)
    named = _named(journal, last)
    copied = _copy_blobs(run, copies, named)
    # Remove no file that earlier events refer to before the new events are copied.
    named_trees = (workspace.published, workspace.outbox)
    copied += sum(add(tree, there.home / tree.name) for tree in named_trees)
    copied += _copy_events(workspace, there, _before_erased(journal, there, last))
    copies.keep_only(named)  # remove erased blobs from the backup too
    trees = (*named_trees, workspace.programme, workspace.editorial)
    kept_releases = _damaged_releases(workspace, there)
    leave = [Path(workspace.releases.name, name) for name in kept_releases]
    copied += sum(mirror(tree, there.home / tree.name, leave=leave) for tree in trees)
    _copy_single_files(workspace, there)
    copied += _copy_events(workspace, there, last)
    return BackedUp(last, len(named), copied, kept_releases)


def _copy_blobs(run: Run, copies: Blobs, named: Collection[str]) -> int:
    """Copy the blobs that the backup lacks, and return their number."""
    missing = [sha256 for sha256 in sorted(named) if not copies.path(sha256).exists()]
    for done, sha256 in enumerate(missing, start=1):
        copies.add([run.blobs.read(sha256)])
        run.progress(done, len(missing))
    return len(missing)


def _damaged_releases(workspace: Workspace, there: Workspace) -> tuple[str, ...]:
    """Return the releases that are damaged in the workspace and have a copy in the backup.

    Without a readable warehouse the releases are unknown, and none is returned.
    """
    try:
        with read_warehouse(workspace.warehouse) as connection:
            releases = released(connection)
    except WarehouseError:
        return ()
    return tuple(
        release.name
        for release in releases
        if (there.releases / release.name).is_dir()
        and not is_whole(workspace.releases / release.name, release)
    )


def _refuse_another(workspace: Workspace, there: Workspace, journal: Journal) -> None:
    """Refuse a folder that contains anything but an earlier backup of this workspace."""
    if there.home.resolve().is_relative_to(workspace.home.resolve()):
        raise UsageError(f"{there.home}: within the workspace; choose a folder on another disk")
    last = Journal(there.journal).head()
    if not last:
        if there.home.exists() and any(there.home.iterdir()) and not there.journal.is_dir():
            raise UsageError(f"{there.home}: something else stands there; choose another folder")
        return
    is_earlier = last <= journal.head() and Journal(there.journal).hash_of(last) == journal.hash_of(
        last
    )
    if not is_earlier:
        raise UsageError(f"{there.home}: not a back-up of this workspace; choose another folder")


def _named(journal: Journal, last: int) -> set[str]:
    """Return the hashes of the blobs that events up to a number require."""
    events = list(takewhile(lambda event: event.number <= last, journal.read()))
    erasures = read_erasures(events)
    return {sha256 for event in events for sha256 in erasures.blobs_kept(event)}


def _make_folders(workspace: Workspace, there: Workspace) -> None:
    """Create every folder of a workspace, including inboxes, which nothing else would create."""
    regions = [path for path in workspace.inbox.iterdir() if path.is_dir()]
    outer = (workspace.home, workspace.journal.parent)
    for folder in (*outer, *workspace.folders(), *regions):
        copy = there.home / folder.relative_to(workspace.home)
        make_folder(copy)
        shutil.copymode(folder, copy)


def _copy_single_files(workspace: Workspace, there: Workspace) -> None:
    """Copy the contacts for reminders and the file with the format of the record."""
    formats = workspace.journal.parent.glob(FORMAT_FILE)
    for path in (*formats, *workspace.home.glob(workspace.contacts.name)):
        copy_files([(path, there.home / path.relative_to(workspace.home))])


def _before_erased(journal: Journal, there: Workspace, last: int) -> int:
    """Return the number of the last event before the first new completed erasure.

    Without a new completed erasure, return `last`.
    """
    new = journal.read(after=Journal(there.journal).head())
    erased = (event.number - 1 for event in new if isinstance(event, ErasureCompleted))
    return min(last, next(erased, last))


def _copy_events(workspace: Workspace, there: Workspace, last: int) -> int:
    first = Journal(there.journal).head() + 1
    names = [f"{number:09d}.json" for number in range(first, last + 1)]
    for name in names:  # one at a time and in order, so that the copy never has a gap
        copy_files([(workspace.journal / name, there.journal / name)])
    if Journal(there.journal).head() != last:
        raise RecordError(f"{there.journal}: events are missing; make a new back-up")
    return len(names)
