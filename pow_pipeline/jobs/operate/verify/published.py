"""Checks of the warehouse and of what is published. The caller holds the warehouse lock."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pow_pipeline.errors import RecordError
from pow_pipeline.jobs.engine.earlier_states import refuse_other_figures
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.operate.rebuild import counted_otherwise
from pow_pipeline.model.alarms import Alarm
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.catalogue import SET_ASIDE, current_releases, verify_catalogue
from pow_pipeline.publication.files.release import (
    ORPHAN_REMEDY,
    remedy_of,
    unknown_files,
    unknown_releases,
    verify_release,
)
from pow_pipeline.record.integrity import alarm_of
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.dangling import dangling_facts
from pow_pipeline.warehouse.lookups.pending import counted_deliveries
from pow_pipeline.warehouse.lookups.releases import released
from pow_pipeline.warehouse.rebuild import verify_warehouse
from pow_pipeline.warehouse.seal import edited_tables, is_sealed
from pow_pipeline.warehouse.shown import last_event, lost_events, lost_message

_REBUILD: Final = "make it again with: pow rebuild"


def check_warehouse(run: Run, *, is_compared: bool = False) -> Iterator[Alarm]:
    """Yield an alarm for each difference between the warehouse and the journal.

    Args:
        run: the run.
        is_compared: whether to compare every table with one built from the journal.

    Raises:
        WarehouseError: the warehouse cannot be read, or a table differs from the journal.
    """
    journal, where = run.journal, str(run.workspace.warehouse)
    with read_warehouse(run.workspace.warehouse) as connection:
        shown, lost = last_event(connection), lost_events(connection, journal)
        counted = counted_deliveries(connection)
        dangling = dangling_facts(connection)
        edited = edited_tables(connection) if is_sealed(connection) else []
    if lost:
        error = RecordError(lost_message(lost, journal))
        yield alarm_of("journal", error, expected="every event that the warehouse has applied")
        return
    alarms = [*_counted_otherwise(journal, shown, counted, where)]
    for table, count in dangling.items():
        expected = "every row belongs to a received delivery"
        alarms.append(Alarm("dangling", f"{where}: {table}", f"{count} rows", expected, _REBUILD))
    yield from alarms
    if edited and not alarms:
        found = f"changed by something other than an event: {', '.join(edited)}"
        yield Alarm("warehouse", where, found, "what follows from the journal", _REBUILD)
    elif is_compared and not alarms:
        verify_warehouse(run.workspace.warehouse, journal, run.blobs)


def _counted_otherwise(
    journal: Journal, shown: int, counted: set[str], where: str
) -> Iterator[Alarm]:
    if differing := counted_otherwise(journal, shown, counted):
        named = ", ".join(differing[:5])
        expected = "the versions that follow from the journal"
        found = f"other versions are in force, such as {named}"
        yield Alarm("counted", where, found, expected, _REBUILD)


def check_releases(
    run: Run, is_due: Callable[[str], bool], *, is_compared: bool = False
) -> Iterator[Alarm]:
    """Yield an alarm for each difference from what was released.

    Args:
        run: the run.
        is_due: returns whether to hash the files of the release with this manifest again; those
            of current releases are always hashed.
        is_compared: whether to recompute the figures of releases that are current and due.

    Raises:
        WarehouseError: the warehouse cannot be read.
    """
    workspace = run.workspace
    with read_warehouse(workspace.warehouse) as connection:
        releases = released(connection)
    try:
        verify_catalogue(workspace.published, releases)
    except RecordError as error:
        yield alarm_of("current", error, expected="the latest releases")
    for path in unknown_releases(workspace.releases, releases):
        yield Alarm("release", str(path), "not named by any event", "a release", ORPHAN_REMEDY)
    for path in sorted((workspace.published / SET_ASIDE).glob("*")):
        remedy = f"inspect it, and move {path} elsewhere"
        yield Alarm("aside", str(path), "set aside: not made by pow", "nothing", remedy)
    current = current_releases(releases).values()
    for release in releases:
        if release in current or is_due(release.manifest):
            yield from _check_release(workspace.releases / release.name, release)
        if is_compared and release in current and is_due(release.manifest):
            try:
                refuse_other_figures(run, release)
            except RecordError as error:
                yield alarm_of("figures", error, expected="what follows from the journal")


def _check_release(folder: Path, release: Release) -> Iterator[Alarm]:
    try:
        verify_release(folder, release)
    except RecordError as error:
        where, _, found = str(error).partition(": ")
        yield Alarm(
            "release", where, found, "the file that was released", remedy_of(folder, release)
        )
        return
    for path in unknown_files(folder):
        remedy = f"inspect it, and move {path} elsewhere"
        yield Alarm("release", str(path), "not in the manifest", "only released files", remedy)
