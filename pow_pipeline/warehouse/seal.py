"""The seal: digests of all tables after the last applied event, which reveal edits.

Only events change tables. If the seal belongs to an earlier event, a process was killed before it
could seal the warehouse again. Such a warehouse cannot be checked with the seal, only rebuilt.
"""

from typing import Final

import duckdb

from pow_pipeline.errors import WarehouseError
from pow_pipeline.warehouse.query import execute
from pow_pipeline.warehouse.shown import last_event
from schemas.sql import read_sql

NOT_FROM_EVENTS: Final = ("definition", "seal")  # tables that are not derived from the journal
_TABLES: Final = read_sql(__file__, "queries/sealed_tables")


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the tables that are derived from the journal."""
    rows = execute(connection, _TABLES, {"not_from_events": list(NOT_FROM_EVENTS)}).fetchall()
    return [name for (name,) in rows]


def digests(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the digest of each table.

    A digest does not depend on the order of its rows. It uses DuckDB's own hash, which
    is fast but does not protect against forgery.
    """
    rows = " UNION ALL ".join(
        f"SELECT '{name}', count(*) || ' ' || coalesce(sum(hash(each)), 0) FROM {name} AS each"
        for name in tables_of(connection)
    )
    return dict(connection.execute(rows).fetchall())


def is_sealed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the warehouse has a seal of the last event."""
    row = connection.execute("SELECT max(event) FROM record.seal").fetchone()
    return bool(row and row[0] == last_event(connection))


def seal(connection: duckdb.DuckDBPyConnection) -> None:
    """Seal the warehouse in its state after the last event."""
    last, entries = last_event(connection), digests(connection)
    connection.begin()
    connection.execute("DELETE FROM record.seal")
    execute(
        connection,
        "INSERT INTO record.seal SELECT $event, unnest($tables), unnest($digests)",
        {"event": last, "tables": list(entries), "digests": list(entries.values())},
    )
    connection.commit()


def edited_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the tables of a sealed warehouse that were changed by anything other than an event."""
    sealed = connection.execute("SELECT subject, digest FROM record.seal").fetchall()
    return sorted({name for name, _ in set(sealed) ^ set(digests(connection).items())})


def refuse_edited(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a sealed warehouse that was changed by anything other than an event.

    Raises:
        WarehouseError: it was changed; the message names the tables.
    """
    if differing := edited_tables(connection):
        raise WarehouseError(
            f"{', '.join(differing)} in the warehouse: changed by something other than an event; "
            "nothing was changed; make the warehouse again with: pow rebuild"
        )
