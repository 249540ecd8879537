"""Creates and opens the warehouse.

A new warehouse is built under another name and then put in place. Connections cannot reach other
files, extensions or the network.
"""

import hashlib
import re
import time
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from pow_pipeline import VERSION
from pow_pipeline.durable import sync_folder
from pow_pipeline.errors import LockedError, OtherVersionError, WarehouseError
from pow_pipeline.machine_faults import raise_machine_fault, require_descriptors
from pow_pipeline.record_format import is_newer
from pow_pipeline.warehouse.examined import is_examined, keep_examined, log_of
from pow_pipeline.warehouse.history import history_definitions
from pow_pipeline.warehouse.seal import is_sealed
from schemas.sql import read_sql

Connection = duckdb.DuckDBPyConnection

_SQL: Final = Path(__file__).parent
# Each summary comes after those that it uses.
_SUMMARIES: Final = (
    "programme_in_force",
    "mapping_known",
    "mapping_in_force",
    "latest_result",
    "validated_delivery",
    "withdrawn_delivery",
    "extension_in_force",
    "final_period",
    "valid_submission",
    "submission_in_force",
    "answered_query",
    "open_query",
    "open_proposal",
    "region_break",
    "activity_latest",
    "activity_state",
    "activity_count",
    "status_distribution",
    "activity_overview",
    "reporting_rate",
    "calendar",
    "points",
    "activity_pair",
    "status_transition",
    "status_movement",
    "region_known",
    "status_comparison",
    "status_trend",
    "trend_part",
    "activity_history",
    "submission_outcomes",
    "finding_summary",
    "answer_distribution",
    "target_realisation",
)
_WAIT_SECONDS: Final = 60
_MADE: Final = re.compile(r"^CREATE (TABLE|VIEW|MACRO) (\w+\.\w+)", re.MULTILINE)
_PRESENT: Final = read_sql(__file__, "queries/present_definitions")
_STRUCTURE: Final = read_sql(__file__, "queries/structure_digest")
PUBLISHED_SUMMARIES: Final = (
    "status_distribution",
    "activity_overview",
    "status_trend",
    "trend_part",
    "status_transition",
    "reporting_rate",
    "answer_distribution",
    "target_realisation",
)


def open_warehouse(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse for writing, and wait for readers to finish. The caller holds its lock.

    Raises:
        LockedError: another program still reads it after the waiting time.
        WarehouseError: it cannot be opened.
    """
    return _connect(path, read_only=False)


def read_warehouse(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse for reading, and wait while a batch is written.

    Raises:
        LockedError: another process still writes it after the waiting time.
        OtherVersionError: another version built it, so it must be rebuilt.
        WarehouseError: it does not exist, it cannot be opened, or a newer version built it.
    """
    if not path.exists():
        raise WarehouseError(f"{path}: missing; make it again with: pow rebuild")
    connection = _connect(path, read_only=True)
    try:
        if not _is_of_today(path, connection):
            raise OtherVersionError(
                f"{path}: made by another version; bring it up with: pow ingest"
            )
    except WarehouseError:
        connection.close()
        raise
    return connection


def open_current(path: Path, *, is_exact: bool = False) -> duckdb.DuckDBPyConnection | None:
    """Open the warehouse for writing if it exists and has the current tables and summaries.

    Args:
        path: the path of the warehouse.
        is_exact: whether it must be sealed as well.

    Returns:
        The connection; None if the warehouse must be rebuilt first.

    Raises:
        WarehouseError: a newer version of this program built it.
    """
    if not path.exists():
        return None
    connection = open_warehouse(path)
    try:
        if _is_of_today(path, connection) and (not is_exact or is_sealed(connection)):
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None


def create_warehouse(path: Path) -> None:
    """Create an empty warehouse with all tables and summaries at `path`."""
    with _connect(path, read_only=False) as connection:
        connection.execute("BEGIN")  # one transaction halves the time
        define_tables(connection)
        connection.execute("COMMIT")
    # DuckDB stores some macros in other words than it was given: hash them as it reads them back.
    with _connect(path, read_only=False) as connection:
        connection.execute(
            f"INSERT INTO record.definition SELECT ?, ?, ({_STRUCTURE})",
            [definition_digest(), VERSION],
        )


def define_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create all tables and summaries in an empty database."""
    for content in _definitions():
        connection.execute(content)


def put_in_place(aside: Path, path: Path) -> None:
    """Replace the database at `path` by the closed database at `aside`.

    The write-ahead log of the replaced database is removed first, because DuckDB must never replay
    it into the new one. Nothing is lost: the journal holds the same events.
    """
    if log_of(aside).exists():
        raise WarehouseError(f"{aside}: not closed properly; run the command again")
    refuse_folder(path)
    log = log_of(path)
    log.unlink(missing_ok=True)
    sync_folder(path.parent)
    aside.replace(path)
    sync_folder(path.parent)


def refuse_folder(path: Path) -> None:
    """Refuse a folder in the place of a database or its write-ahead log.

    Raises:
        WarehouseError: there is such a folder.
    """
    for place in (path, log_of(path)):
        if place.is_dir():
            remedy = f"move {place} elsewhere; then make the warehouse again with: pow rebuild"
            raise WarehouseError(f"{place}: a folder; {remedy}")


def remove_database(path: Path) -> None:
    """Remove the files that an interrupted process may have left at `path`."""
    path.unlink(missing_ok=True)
    log_of(path).unlink(missing_ok=True)


@cache
def definition_digest() -> str:
    """Return the hash of the SQL that defines the tables, summaries and rules of history."""
    definitions = [*_definitions(), *history_definitions()]
    return hashlib.sha256("\0".join(definitions).encode()).hexdigest()


@cache
def _definitions() -> tuple[str, ...]:
    paths = {path.stem: path for path in (_SQL / "summaries").rglob("*.sql")}
    files = [_SQL / "tables.sql", *(paths[name] for name in _SUMMARIES)]
    return tuple(file.read_text(encoding="utf-8") for file in files)


def _is_of_today(path: Path, connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether a warehouse has the current definitions; refuse one of a newer version.

    Rebuilding that one with older definitions would remove what the newer version shows.
    """
    digest, version = _made_by(connection)
    if digest != definition_digest() and version and is_newer(version):
        raise WarehouseError(
            f"{path}: made by pow-pipeline {version}, and this is {VERSION}; install {version} or "
            "a newer one, or go back on purpose with: pow rebuild"
        )
    if digest == definition_digest():
        _refuse_altered(path, connection)
    return digest == definition_digest()


def _refuse_altered(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a warehouse whose tables, views or macros are not as they were created.

    To list the macros takes as long as to open the warehouse. A file that has not changed since
    this process examined or closed it is therefore not examined again.
    """
    if is_examined(path):
        return
    if connection.execute(f"FROM record.definition WHERE structure = ({_STRUCTURE})").fetchall():
        keep_examined(path)
        return
    defined = {definition for content in _definitions() for definition in _MADE.findall(content)}
    present = set(connection.execute(_PRESENT).fetchall())
    if missing := sorted({name for _, name in defined - present}):
        more = f" and {len(missing) - 1} more" if missing[1:] else ""
        raise WarehouseError(f"{path}: lacks {missing[0]}{more}; make it again with: pow rebuild")
    message = "tables, views or macros were added, changed or dropped by something else than pow"
    raise WarehouseError(f"{path}: {message}; make it again with: pow rebuild")


def _made_by(connection: duckdb.DuckDBPyConnection) -> tuple[str | None, str | None]:
    """Return the digest and version that a warehouse was built with; None if it records neither."""
    try:
        row = connection.execute("SELECT digest, code_version FROM record.definition").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None, None
    return row or (None, None)


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    require_descriptors()
    refuse_folder(path)
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return duckdb.connect(path, read_only=read_only, config=shut_off())
        except duckdb.Error as error:
            raise_machine_fault(error)
            if "Could not set lock" not in str(error):
                reason = str(error).splitlines()[0]
                message = f"{path}: cannot be opened ({reason}); make it again with: pow rebuild"
                raise WarehouseError(message) from error
            if time.monotonic() >= until:
                message = (
                    f"{path}: in use by another program for {_WAIT_SECONDS} seconds; close it "
                    "there and try again"
                )
                raise LockedError(message) from error
        time.sleep(0.05)


def shut_off() -> dict[str, str | bool | int | float | list[str]]:
    """Return settings that keep SQL queries from other files, extensions and the network."""
    return {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "lock_configuration": True,
    }
