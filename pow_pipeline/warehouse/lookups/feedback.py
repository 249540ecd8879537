"""Finds the feedback that the senders of the deliveries in one `validated` event receive."""

from collections.abc import Collection
from datetime import UTC
from typing import Final

import duckdb

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.feedback import Feedback
from pow_pipeline.warehouse.lookups.findings import findings_by_delivery
from pow_pipeline.warehouse.query import fetch
from schemas.sql import read_sql

_FEEDBACK: Final = read_sql(__file__, "queries/feedback/feedback_due")


def feedback_of(connection: duckdb.DuckDBPyConnection, validated: int) -> list[Feedback]:
    """Return the feedback on the deliveries of one `validated` event, in order of arrival.

    After the first feedback on a delivery, its sender only receives another one when the outcome or
    a finding changed. Erased deliveries are left out.
    """
    findings = findings_by_delivery(connection, validated)
    return [
        Feedback(
            delivery=Delivery(
                **{name: row.pop(name) for name in _OF_A_DELIVERY},
                **{name: row.pop(name).replace(tzinfo=UTC) for name in _MOMENTS},
            ),
            validated_at=row.pop("validated_at").replace(tzinfo=UTC),
            findings=findings.get(name, ()),
            **row,
        )
        for row in fetch(
            connection,
            _FEEDBACK,
            {"validated": validated, "last": _last_of_batch(connection, validated)},
        )
        for name in (row["delivery"],)
    ]


def _last_of_batch(connection: duckdb.DuckDBPyConnection, validated: int) -> int:
    """Return the last `validated` event that the feedback on `validated` takes into account."""
    (row,) = fetch(
        connection,
        read_sql(__file__, "queries/feedback/last_event_of_batch"),
        {"validated": validated},
    )
    return int(row["last"])


_OF_A_DELIVERY: Final = (
    *("delivery", "event", "place", "sender", "name", "sha256", "size"),
    *("arrival_evidence", "tie"),
)
_MOMENTS: Final = ("received_at", "arrived_at")


def feedback_given_to(
    connection: duckdb.DuckDBPyConnection, senders: Collection[str]
) -> list[tuple[int, int, str]]:
    """Return validated event, programme and delivery for all feedback that the senders received."""
    return connection.execute(
        read_sql(__file__, "queries/feedback/feedback_given"),
        {"senders": sorted(senders)},
    ).fetchall()
