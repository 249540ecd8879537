"""The jobs of `pow rebuild` and `pow rebuild --verify`, which stops at the first difference.

`warehouse/rebuild.py` builds the database. The job of `pow verify`, which reports all differences,
is `verify/verify.py`.
"""

from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pow_pipeline.errors import RecordError, WarehouseError
from pow_pipeline.jobs.engine.catch_up import hold_warehouse
from pow_pipeline.jobs.engine.earlier_states import refuse_other_figures
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import (
    REBUILD,
    VERIFY_RECORD,
    VERIFY_RELEASES,
    VERIFY_WAREHOUSE,
)
from pow_pipeline.logs import run_of
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.catalogue import current_releases, verify_catalogue
from pow_pipeline.publication.files.release import (
    ORPHAN_REMEDY,
    remedy_of,
    unknown_files,
    unknown_releases,
    verify_release,
)
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
def rebuild_warehouse(run: Run, *, accept_loss: bool = False) -> Rebuilt:
    """Replace the warehouse by one built from the journal.

    Args:
        run: the run.
        accept_loss: whether to continue without events that the journal lost; a last event that
            was changed is set aside.

    Raises:
        LockedError: another process held the warehouse lock for too long.
        RecordError: the record cannot be read, or has lost events and `accept_loss` is false.
    """
    journal, warehouse = run.journal, run.workspace.warehouse
    with hold_warehouse(run):
        given_up: list[str] = []
        set_aside: list[Path] = []
        if accept_loss:
            given_up = lost_by_rebuild(warehouse, journal) or journal.lost()
            set_aside = journal.accept_end()
        else:
            journal.verify_chain()
            refuse_loss(warehouse, journal)
        events = run.stage(
            REBUILD, lambda: rebuild(warehouse, journal, run.blobs, progress=run.progress)
        )
    return Rebuilt(events, tuple(given_up), tuple(set_aside))


@run_of("verify")
def verify(run: Run, *, with_figures: bool = True) -> Verified:
    """Verify the record, the warehouse against the record, and the releases; change nothing.

    Args:
        run: the run.
        with_figures: whether to recompute the figures of the current releases from the journal.

    Raises:
        RecordError: the record or a release is damaged; the message names the file.
        WarehouseError: the warehouse differs from the journal; the message names the table.
        LockedError: another process held the warehouse lock for too long.
    """
    journal, blobs = run.journal, run.blobs
    with hold_warehouse(run):
        events, blobs_kept = run.stage(  # under the lock, so that nothing is being erased
            VERIFY_RECORD, lambda: verify_record(journal, blobs, progress=run.progress)
        )
        tables, counted, releases = run.stage(VERIFY_WAREHOUSE, lambda: _verify_warehouse(run))
        files = run.stage(
            VERIFY_RELEASES, lambda: _verify_releases(run, releases, with_figures=with_figures)
        )
    return Verified(events, blobs_kept, tables, counted, len(releases), files)


def _verify_warehouse(run: Run) -> tuple[int, int, list[Release]]:
    """Return the number of tables and of versions in force, and the releases."""
    warehouse = run.workspace.warehouse
    tables = verify_warehouse(warehouse, run.journal, run.blobs, progress=run.progress)
    with read_warehouse(warehouse) as connection:
        applied = last_event(connection)
        counted = counted_deliveries(connection)
        releases = released(connection)
    if differing := counted_otherwise(run.journal, applied, counted):
        named = ", ".join(differing[:5])
        raise WarehouseError(f"what counts differs from what the journal says, for {named}")
    return tables, len(counted), releases


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


def _verify_releases(run: Run, releases: list[Release], *, with_figures: bool) -> int:
    """Return the number of files of all releases."""
    folder = run.workspace.releases
    verify_catalogue(run.workspace.published, releases)
    if unknown := unknown_releases(folder, releases):
        names = ", ".join(path.name for path in unknown)
        raise RecordError(f"{folder}: no event speaks of {names}; {ORPHAN_REMEDY}")
    files = sum(_verify_release(folder / release.name, release) for release in releases)
    for release in current_releases(releases).values() if with_figures else ():
        refuse_other_figures(run, release)
    return files


def _verify_release(folder: Path, release: Release) -> int:
    try:
        files = verify_release(folder, release)
    except RecordError as error:
        raise RecordError(f"{error}; {remedy_of(folder, release)}") from error
    if unknown := unknown_files(folder):
        raise RecordError(
            f"{unknown[0]}: not in the manifest; look what it is, and move it elsewhere"
        )
    return files
