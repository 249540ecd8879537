"""The seal: what all tables held after the last event was applied, so that edits are noticed.

Only events change tables. A warehouse whose seal is of an earlier event was left by a process that
was killed: what it holds cannot be checked this way, only made again.
"""

from typing import Final

import duckdb

from pow_pipeline.errors import WarehouseError
from pow_pipeline.warehouse.shown import last_event

NOT_FROM_EVENTS: Final = ("definition", "seal")  # tables that do not follow from the journal
_TABLES: Final = """
    SELECT schema_name || '.' || table_name
    FROM duckdb_tables()
    WHERE database_name = current_database()
        AND schema_name IN ('record', 'reference')
        AND NOT list_contains(?, table_name)
    ORDER BY ALL
"""
_DEFINITIONS: Final = """
    SELECT 'summary', md5(string_agg(made, chr(0) ORDER BY made))
    FROM (
        SELECT view_name || sql AS made FROM duckdb_views()
        WHERE NOT internal AND database_name = current_database()
        UNION ALL
        SELECT function_name || parameters::VARCHAR || macro_definition AS made
        FROM duckdb_functions()
        WHERE NOT internal AND database_name = current_database() AND macro_definition IS NOT NULL
    )
"""


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the tables that follow from the journal."""
    found = connection.execute(_TABLES, [list(NOT_FROM_EVENTS)]).fetchall()
    return [name for (name,) in found]


def digests(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the digest of the rows of each table in any order, and of the summaries' definitions.

    The hash is DuckDB's own, which is fast and is no defence against a forger.
    """
    rows = " UNION ALL ".join(
        f"SELECT '{name}', count(*) || ' ' || coalesce(sum(hash(each)), 0) FROM {name} AS each"
        for name in tables_of(connection)
    )
    return dict(connection.execute(f"{rows} UNION ALL {_DEFINITIONS}").fetchall())


def is_sealed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether there is a seal of the last event."""
    found = connection.execute("SELECT max(event) FROM record.seal").fetchone()
    return bool(found and found[0] == last_event(connection))


def seal(connection: duckdb.DuckDBPyConnection) -> None:
    """Seal the warehouse as it is after the last event."""
    last, held = last_event(connection), digests(connection)
    connection.begin()
    connection.execute("DELETE FROM record.seal")
    connection.executemany(
        "INSERT INTO record.seal VALUES (?, ?, ?)", [(last, *each) for each in held.items()]
    )
    connection.commit()


def edited_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the tables of a sealed warehouse that something else than an event has changed."""
    sealed = connection.execute("SELECT held, digest FROM record.seal").fetchall()
    return sorted({name for name, _ in set(sealed) ^ set(digests(connection).items())})


def refuse_edited(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a sealed warehouse that something else than an event has changed.

    Raises:
        WarehouseError: it was; names the tables.
    """
    if differing := edited_tables(connection):
        raise WarehouseError(
            f"{', '.join(differing)} in the warehouse: changed by something else than an event; "
            "nothing was changed; make the warehouse again with: pow rebuild"
        )
