"""What a publication changes in the warehouse. The caller holds a transaction."""

import duckdb

from pow_pipeline.record.events import ConceptMade, Pruned, Released


def apply_published(
    connection: duckdb.DuckDBPyConnection, event: ConceptMade | Released | Pruned
) -> None:
    """Add a concept or a release, or say what became of releases."""
    match event:
        case ConceptMade():
            connection.execute(
                "INSERT INTO record.concept VALUES (?, ?, ?, ?, ?)",
                [event.number, event.period, event.as_of, event.figures, event.by],
            )
        case Released():
            _apply_released(connection, event)
        case Pruned():
            connection.execute(
                """
                UPDATE record.release SET pruned = ?
                WHERE list_contains(?, period || '.v' || version)
                """,
                [event.number, list(event.releases)],
            )


def _apply_released(connection: duckdb.DuckDBPyConnection, event: Released) -> None:
    connection.execute(
        "INSERT INTO record.release VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            event.number,
            event.period,
            event.version,
            event.as_of,
            event.figures,
            event.manifest,
            event.databases,
            event.revises,
        ],
    )
