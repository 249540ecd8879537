"""Looks up unfinished work: deliveries to validate, senders to notify, contents to erase."""

from datetime import UTC
from typing import Any

import duckdb

from pow_pipeline.model import Delivery, Extension, PreviousDelivery
from pow_pipeline.warehouse.query import fetch
from schemas.rules import UNCERTAIN_RULES, broken_rules


def pending_deliveries(
    connection: duckdb.DuckDBPyConnection, *, limit: int
) -> tuple[int, list[Delivery]]:
    """Return the programme and the first deliveries to validate, in order of arrival.

    All these deliveries arrived under the same programme. The number of the programme is 0 when no
    delivery is pending.
    """
    rows = fetch(
        connection,
        """
        WITH erased AS (
            SELECT delivery FROM record.decision WHERE decision = 'erase'
        )
        SELECT
            delivery.programme,
            delivery.delivery,
            delivery.event,
            delivery.place,
            delivery.sender,
            delivery.name,
            delivery.sha256,
            delivery.size,
            delivery.received_at,
            delivery.arrived_at,
            delivery.arrival_evidence,
            delivery.tie
        FROM record.delivery
        ANTI JOIN record.result USING (delivery)
        ANTI JOIN erased USING (delivery)
        QUALIFY delivery.programme = first(delivery.programme) OVER (ORDER BY delivery.sequence)
        ORDER BY delivery.sequence
        LIMIT $limit
        """,
        {"limit": limit},
    )
    programme = rows[0]["programme"] if rows else 0
    return programme, [_delivery(row) for row in rows]


def previous_deliveries(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str | None], PreviousDelivery]:
    """Return the latest accepted or rejected delivery of each sender with pending deliveries.

    The key is the sender and the period; the period is None if it could not be parsed. Deliveries
    with a finding of a rule that depends on the machine (UNCERTAIN_RULES) are left out, because
    they must be validated again.
    """
    rows = connection.execute(
        """
        WITH sender AS (
            SELECT DISTINCT delivery.sender
            FROM record.delivery
            ANTI JOIN record.result USING (delivery)
        ),
        uncertain AS (
            SELECT finding.delivery
            FROM record.finding
            WHERE list_contains($uncertain_rules, finding.rule)
        ),
        broken AS (
            SELECT
                finding.delivery,
                finding.event,
                list(DISTINCT [[finding.rule], finding.expected]) AS errors
            FROM record.finding
            WHERE finding.severity = 'error'
            GROUP BY finding.delivery, finding.event
        )
        SELECT
            delivery.sender,
            result.period,
            delivery.delivery,
            delivery.sha256,
            result.outcome,
            coalesce(broken.errors, []) AS errors,
            result.programme,
            withdrawn.event
        FROM record.delivery
        JOIN sender USING (sender)
        JOIN summary.latest_result() AS result USING (delivery)
        LEFT JOIN summary.withdrawn_delivery() AS withdrawn USING (delivery)
        LEFT JOIN broken ON broken.delivery = result.delivery AND broken.event = result.event
        ANTI JOIN uncertain USING (delivery)
        WHERE result.outcome IN ('accepted', 'rejected')
        QUALIFY row_number() OVER (
            PARTITION BY delivery.sender, result.period ORDER BY delivery.sequence DESC
        ) = 1
        """,
        {"uncertain_rules": UNCERTAIN_RULES},
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
        """
        SELECT event.number
        FROM record.event
        ANTI JOIN record.feedback ON feedback.validated = event.number
        WHERE event.type = 'validated'
        ORDER BY event.number
        """
    ).fetchall()
    return [number for (number,) in rows]


def erasures_owed(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the numbers of the decisions to erase that are not completed."""
    rows = connection.execute(
        """
        SELECT DISTINCT decision.event
        FROM record.decision
        ANTI JOIN record.erasure ON erasure.decided = decision.event
        WHERE decision.decision = 'erase'
        ORDER BY decision.event
        """
    ).fetchall()
    return [number for (number,) in rows]


def counted_deliveries(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the deliveries whose submissions are in force."""
    rows = connection.execute("SELECT delivery FROM summary.submission_in_force").fetchall()
    return {delivery for (delivery,) in rows}


def _delivery(row: dict[str, Any]) -> Delivery:
    values = {name: value for name, value in row.items() if name != "programme"}
    moments = {name: row[name].replace(tzinfo=UTC) for name in ("received_at", "arrived_at")}
    return Delivery(**values | moments)
