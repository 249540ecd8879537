"""Rebuilds the warehouse from the journal, and verifies record, warehouse and releases."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Final

from pow_pipeline.errors import RecordError, WarehouseError
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.earlier_states import refuse_other_figures
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.limits import WorkLimits
from pow_pipeline.logs import run_of, timed
from pow_pipeline.model import Release
from pow_pipeline.publication.files.catalogue import current_releases, verify_catalogue
from pow_pipeline.publication.files.release import (
    ORPHAN,
    remedy_of,
    unknown_files,
    unknown_releases,
    verify_release,
)
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.integrity import verify_record
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.versions import accepted_versions, in_force
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.pending import counted_deliveries
from pow_pipeline.warehouse.lookups.releases import released
from pow_pipeline.warehouse.rebuild import (
    lost_by_rebuild,
    rebuild,
    refuse_loss,
    verify_warehouse,
)
from pow_pipeline.warehouse.shown import last_event
from pow_pipeline.workspace import Workspace

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verified:
    """Numbers of verified items."""

    events: int
    blobs: int
    tables: int
    versions_in_force: int
    releases: int
    release_files: int


@dataclass(frozen=True)
class Rebuilt:
    """Result of a rebuild.

    Attributes:
        events: number of events applied to the warehouse.
        given_up: events that the journal lost, such as `event 15 (decided: extend …)`.
        set_aside: new paths of the files that stood in the place of lost events.
    """

    events: int
    given_up: tuple[str, ...] = ()
    set_aside: tuple[Path, ...] = ()


@run_of("rebuild")
def rebuild_warehouse(
    workspace: Workspace,
    *,
    lock_seconds: float,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    accept_loss: bool = False,
    progress: Progress = be_silent,
) -> Rebuilt:
    """Replace the warehouse by one built from the journal.

    Args:
        workspace: the workspace.
        lock_seconds: how long to wait for another process.
        clock: returns the current time.
        limits: limits for processing events that are pending after the rebuild.
        accept_loss: whether to continue without events that the journal lost; a last event that
            was changed is set aside.
        progress: called with the progress of each step.

    Raises:
        LockedError: another process held the warehouse lock for longer than `lock_seconds`.
        RecordError: the record cannot be read, or has lost events and `accept_loss` is false.
    """
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    with (
        hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits),
        timed(_LOG, "made again"),
    ):
        given_up: list[str] = []
        set_aside: list[Path] = []
        if accept_loss:
            given_up = lost_by_rebuild(workspace.warehouse, journal) or journal.lost()
            set_aside = journal.accept_end()
        else:
            journal.verify_chain()
            refuse_loss(workspace.warehouse, journal)
        events = rebuild(
            workspace.warehouse,
            journal,
            blobs,
            progress=lambda done, total: progress("rebuild", done, total),
        )
    return Rebuilt(events, tuple(given_up), tuple(set_aside))


@run_of("verify")
def verify(
    workspace: Workspace,
    *,
    lock_seconds: float,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    with_figures: bool = True,
    progress: Progress = be_silent,
) -> Verified:
    """Verify the record, the warehouse against the record, and the releases; change nothing.

    Args:
        workspace: the workspace.
        lock_seconds: how long to wait for another process.
        clock: returns the current time.
        limits: limits for processing events that are pending after the verification.
        with_figures: whether to recompute the figures of the current releases from the journal.
        progress: called with the progress of each step.

    Raises:
        RecordError: the record or a release is damaged; the message names the file.
        WarehouseError: the warehouse differs from the journal; the message names the table.
        LockedError: another process held the warehouse lock for longer than `lock_seconds`.
    """
    journal, blobs = Journal(workspace.journal), Blobs(workspace.blobs)
    with hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits):
        events, kept = verify_record(  # under the lock, so that nothing is being erased
            journal, blobs, progress=lambda done, total: progress("record", done, total)
        )
        tables = verify_warehouse(
            workspace.warehouse,
            journal,
            blobs,
            progress=lambda done, total: progress("warehouse", done, total),
        )
        with read_warehouse(workspace.warehouse) as connection:
            shown = last_event(connection)
            counted = counted_deliveries(connection)
            releases = released(connection)
        if differing := counted_otherwise(journal, shown, counted):
            named = ", ".join(differing[:5])
            raise WarehouseError(f"what counts differs from what the journal says, for {named}")
        files = _verify_releases(workspace, releases)
        for release in current_releases(releases).values() if with_figures else ():
            refuse_other_figures(workspace, release)
    return Verified(events, kept, tables, len(counted), len(releases), files)


def counted_otherwise(journal: Journal, shown: int, counted: set[str]) -> list[str]:
    """Return the deliveries in force according to the warehouse or the journal, but not both.

    Args:
        journal: the journal.
        shown: number of the last event applied to the warehouse.
        counted: names of the deliveries in force according to the warehouse.
    """
    events = takewhile(lambda event: event.number <= shown, journal.read())
    expected = {version.delivery for version in in_force(accepted_versions(events)).values()}
    return sorted(expected ^ counted)


def _verify_releases(workspace: Workspace, releases: list[Release]) -> int:
    verify_catalogue(workspace.published, releases)
    folder = workspace.releases
    if unknown := unknown_releases(folder, releases):
        names = ", ".join(path.name for path in unknown)
        raise RecordError(f"{folder}: no event speaks of {names}; {ORPHAN}")
    return sum(_verify_release(workspace, release) for release in releases)


def _verify_release(workspace: Workspace, release: Release) -> int:
    folder = workspace.releases / release.name
    try:
        files = verify_release(folder, release)
    except RecordError as error:
        raise RecordError(f"{error}; {remedy_of(folder, release)}") from error
    if unknown := unknown_files(folder):
        raise RecordError(
            f"{unknown[0]}: not in the manifest; look what it is, and move it elsewhere"
        )
    return files
