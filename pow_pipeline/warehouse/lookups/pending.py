"""Looks up unfinished work: deliveries to validate, senders to notify, contents to erase."""

from datetime import UTC
from typing import Any

import duckdb

from pow_pipeline.model.deliveries import Delivery, Extension
from pow_pipeline.model.findings import PreviousDelivery
from pow_pipeline.warehouse.query import fetch
from schemas.rules import MACHINE_DEPENDENT_RULES, broken_rules
from schemas.sql import read_sql


def pending_deliveries(
    connection: duckdb.DuckDBPyConnection, *, limit: int
) -> tuple[int, list[Delivery]]:
    """Return the programme and the first deliveries to validate, in order of arrival.

    All these deliveries arrived under the same programme. The number of the programme is 0 when no
    delivery is pending.
    """
    rows = fetch(
        connection,
        read_sql(__file__, "queries/pending/pending_deliveries"),
        {"limit": limit},
    )
    programme = rows[0]["programme"] if rows else 0
    return programme, [_delivery(row) for row in rows]


def previous_deliveries(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str | None], PreviousDelivery]:
    """Return the latest accepted or rejected delivery of each sender with pending deliveries.

    The key is the sender and the period; the period is None if it could not be parsed. Deliveries
    with a finding of a rule of MACHINE_DEPENDENT_RULES are left out, because they must be validated
    again.
    """
    rows = connection.execute(
        read_sql(__file__, "queries/pending/previous_deliveries"),
        {"machine_dependent_rules": MACHINE_DEPENDENT_RULES},
    ).fetchall()
    return {
        (sender, period): PreviousDelivery(
            delivery,
            sha256,
            outcome,
            broken_rules((rule, expected) for (rule,), expected in errors),
            *rest,
        )
        for sender, period, delivery, sha256, outcome, errors, *rest in rows
    }


def decided_extensions(connection: duckdb.DuckDBPyConnection) -> list[Extension]:
    """Return every extension, in order of decision.

    Each extension applies to the deliveries received after it.
    """
    rows = fetch(
        connection,
        """
        SELECT event AS decided, region_code, period, until
        FROM record.decision
        WHERE decision = 'extend'
        ORDER BY event
        """,
    )
    return [Extension(**row) for row in rows]


def extensions_in_force(connection: duckdb.DuckDBPyConnection) -> list[Extension]:
    """Return the extensions in force now; they apply to every delivery."""
    rows = fetch(
        connection, "SELECT region_code, period, until FROM summary.extension_in_force(NULL)"
    )
    return [Extension(decided=None, **row) for row in rows]


def validated_without_feedback(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the numbers of the `validated` events whose senders have not received feedback."""
    rows = connection.execute(
        read_sql(__file__, "queries/pending/validated_without_feedback")
    ).fetchall()
    return [number for (number,) in rows]


def erasures_owed(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the numbers of the decisions to erase that are not completed."""
    rows = connection.execute(read_sql(__file__, "queries/pending/owed_erasures")).fetchall()
    return [number for (number,) in rows]


def counted_deliveries(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the deliveries whose submissions are in force."""
    rows = connection.execute("SELECT delivery FROM summary.submission_in_force").fetchall()
    return {delivery for (delivery,) in rows}


def _delivery(row: dict[str, Any]) -> Delivery:
    values = {name: value for name, value in row.items() if name != "programme"}
    moments = {name: row[name].replace(tzinfo=UTC) for name in ("received_at", "arrived_at")}
    return Delivery(**values | moments)
