"""Builds the warehouse from the journal in a second file, to replace the first or to compare."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from pow_pipeline.errors import RecordError, WarehouseError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.apply.catch_up import WarehouseUpdater
from pow_pipeline.warehouse.connection import (
    create_warehouse,
    open_warehouse,
    put_in_place,
    read_warehouse,
    refuse_folder,
    remove_database,
    shut_off,
)
from pow_pipeline.warehouse.examined import last_shown
from pow_pipeline.warehouse.query import quoted
from pow_pipeline.warehouse.seal import tables_of
from pow_pipeline.warehouse.shown import last_event, lost_events, lost_message

ReportProgress = Callable[[int, int], None]


def rebuild(
    path: Path,
    journal: Journal,
    blobs: Blobs,
    *,
    until: int | None = None,
    erased_by: int | None = None,
    progress: ReportProgress | None = None,
) -> int:
    """Replace the warehouse by one built from the journal; return the last event it shows.

    The caller holds the lock of the warehouse if `path` is the warehouse of the workspace.

    Args:
        path: the path of the warehouse.
        journal: the journal.
        blobs: the contents that its events refer to.
        until: the last event to apply; all when not given.
        erased_by: the contents that events up to this one erase are left out; `until` when not
            given.
        progress: receives the number of each event applied, and of the last one to apply.
    """
    refuse_folder(path)
    aside = path.with_name(f".{path.name}.rebuilding")
    until = journal.head() if until is None else until
    last = _build(aside, journal, blobs, until=until, erased_by=erased_by, progress=progress)
    put_in_place(aside, path)
    return last


def lost_by_rebuild(path: Path, journal: Journal) -> list[str]:
    """Return the events that the warehouse shows and the journal lacks or holds changed.

    Replacing the warehouse loses them for good. If the warehouse cannot be read, or has another
    structure, the list is empty.
    """
    last = last_shown(path)
    if not path.exists() or (last and last[0] <= journal.head() and journal.holds(*last)):
        return []
    try:
        with duckdb.connect(path, read_only=True, config=shut_off()) as connection:
            return lost_events(connection, journal)
    except duckdb.Error:
        return []


def refuse_loss(path: Path, journal: Journal) -> None:
    """Refuse to rebuild the warehouse from a journal that lost events after they were written.

    Raises:
        RecordError: the journal lost events; the message names each of them.
    """
    if lost := lost_by_rebuild(path, journal):
        raise RecordError(lost_message(lost, journal))
    journal.refuse_lost()


def verify_warehouse(
    path: Path, journal: Journal, blobs: Blobs, *, progress: ReportProgress | None = None
) -> int:
    """Compare the warehouse with one built from the journal; return the number of tables compared.

    The caller holds the lock of the warehouse.

    Raises:
        WarehouseError: a table differs; the message names it and the number of rows that differ.
    """
    with read_warehouse(path) as connection:
        until = last_event(connection)
    aside = path.with_name(f".{path.name}.verifying")
    try:
        _build(aside, journal, blobs, until=until, progress=progress)
        return _compare(path, aside)
    finally:
        remove_database(aside)


def _build(
    aside: Path,
    journal: Journal,
    blobs: Blobs,
    *,
    until: int,
    erased_by: int | None = None,
    progress: ReportProgress | None,
) -> int:
    remove_database(aside)
    create_warehouse(aside)
    with open_warehouse(aside) as connection:
        updater = WarehouseUpdater(connection, journal, blobs)
        last = updater.catch_up(until=until, erased_by=erased_by, progress=progress)
        updater.seal()
        connection.execute("CHECKPOINT")
    return last


def _compare(path: Path, aside: Path) -> int:
    with duckdb.connect(aside, read_only=True) as connection:
        connection.execute(f"ATTACH '{quoted(path)}' AS present (READ_ONLY)")
        rebuilt = connection.execute("SELECT current_database()").fetchone()
        tables = tables_of(connection)
        for table in tables:
            here, there = f"present.{table}", f'"{rebuilt[0] if rebuilt else ""}".{table}'
            differing = connection.execute(
                f"SELECT count(*) FROM ((FROM {here} EXCEPT ALL FROM {there})"
                f" UNION ALL (FROM {there} EXCEPT ALL FROM {here}))"
            ).fetchone()
            if differing and differing[0]:
                message = (
                    f"{path}: {table} differs from what the journal says in {differing[0]} rows; "
                    "make it again with: pow rebuild"
                )
                raise WarehouseError(message)
    return len(tables)
