"""Applies drafts, releases, lifted embargoes and pruning to the warehouse, in a transaction."""

import duckdb

from pow_pipeline.record.events import DraftMade, EmbargoLifted, Pruned, Released


def apply_published(
    connection: duckdb.DuckDBPyConnection, event: DraftMade | Released | EmbargoLifted | Pruned
) -> None:
    """Add a draft or a release, or mark releases as released or pruned."""
    match event:
        case DraftMade():
            connection.execute(
                "INSERT INTO record.draft VALUES (?, ?, ?, ?, ?)",
                [event.number, event.period, event.as_of, event.figures, event.by],
            )
        case Released():
            _apply_released(connection, event)
        case EmbargoLifted():
            connection.execute(
                "UPDATE record.release SET visible_since = ? WHERE period = ? AND version = ?",
                [event.number, event.period, event.version],
            )
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
        "INSERT INTO record.release VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            event.number,
            event.period,
            event.version,
            event.as_of,
            event.figures,
            event.manifest,
            event.revises,
            event.changed,
            event.embargo.replace(tzinfo=None) if event.embargo else None,
            None if event.embargo else event.number,
        ],
    )
