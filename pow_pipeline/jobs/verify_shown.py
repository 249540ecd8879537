"""What must hold of the warehouse and of what is published; the caller holds the lock of both."""

from collections.abc import Callable, Iterator
from typing import Final

from pow_pipeline.errors import RecordError
from pow_pipeline.jobs.rebuild import counted_otherwise
from pow_pipeline.model import Alarm, Release
from pow_pipeline.publication.catalogue import current_releases, verify_catalogue
from pow_pipeline.publication.release import verify_release
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.dangling import dangling_facts
from pow_pipeline.warehouse.pending import counted_deliveries
from pow_pipeline.warehouse.releases import released
from pow_pipeline.warehouse.shown import hash_of_last, last_event
from pow_pipeline.workspace import Workspace

_REBUILD: Final = "make it again with: pow rebuild"


def look_at_warehouse(workspace: Workspace) -> Iterator[Alarm]:
    """Yield in what the warehouse is not what the journal says, without making it again.

    Raises:
        WarehouseError: it cannot be read.
    """
    journal, where = Journal(workspace.journal), str(workspace.warehouse)
    with read_warehouse(workspace.warehouse) as connection:
        shown, sha256 = last_event(connection), hash_of_last(connection)
        counted = counted_deliveries(connection)
        dangling = dangling_facts(connection)
    if shown > journal.head() or (shown and journal.hash_of(shown) != sha256):
        found = f"an event {shown} that the journal does not hold"
        yield Alarm("warehouse", where, found, "the events of the journal", _REBUILD)
        return
    if differing := counted_otherwise(journal, shown, counted):
        named = ", ".join(differing[:5])
        expected = "the versions that the journal alone tells"
        yield Alarm("counted", where, f"other reports count, as {named}", expected, _REBUILD)
    for table, count in dangling.items():
        expected = "each leads to what was received"
        yield Alarm("dangling", f"{where}: {table}", f"{count} rows", expected, _REBUILD)


def look_at_releases(workspace: Workspace, is_due: Callable[[str], bool]) -> Iterator[Alarm]:
    """Yield what is not as it was released.

    Args:
        workspace: where.
        is_due: whether the files of the release with this manifest are hashed again; those of
            what is current are in any case.

    Raises:
        WarehouseError: the warehouse cannot be read.
    """
    with read_warehouse(workspace.warehouse) as connection:
        releases = released(connection)
    try:
        verify_catalogue(workspace.published, releases)
    except RecordError as error:
        where, _, said = str(error).partition(": ")
        found, _, cure = said.partition("; ")
        yield Alarm("current", where, found, "the releases that came out last", cure)
    current = current_releases(releases).values()
    for release in releases:
        if release in current or is_due(release.manifest):
            yield from _look_at_release(workspace, release)


def _look_at_release(workspace: Workspace, release: Release) -> Iterator[Alarm]:
    try:
        verify_release(workspace.releases / release.name, release)
    except RecordError as error:
        where, _, found = str(error).partition(": ")
        cure = (
            "restore it from a back-up; what it was can be made again: "
            f"pow publish {release.period} --as-of {release.as_of} -o DIR"
        )
        yield Alarm("release", where, found, "the file that was released", cure)
