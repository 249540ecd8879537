"""Applies decisions to the warehouse. The caller holds a transaction."""

from typing import Final

import duckdb

from pow_pipeline.record.decisions import Decided, Erased
from pow_pipeline.warehouse.apply.load import load

# One statement per table that holds contents of a delivery.
_CONTENTS: Final = (
    "DELETE FROM record.finding WHERE delivery IN (SELECT delivery FROM batch)",
    "DELETE FROM record.proposed_pair WHERE delivery IN (SELECT delivery FROM batch)",
    "DELETE FROM record.query_answer WHERE delivery IN (SELECT delivery FROM batch)",
    """
    DELETE FROM record.activity_status
    WHERE submission IN (SELECT submission FROM record.submission JOIN batch USING (delivery))
    """,
    """
    DELETE FROM record.answer
    WHERE submission IN (SELECT submission FROM record.submission JOIN batch USING (delivery))
    """,
    "UPDATE record.delivery SET name = '(erased)' WHERE delivery IN (SELECT delivery FROM batch)",
)


def apply_decided(connection: duckdb.DuckDBPyConnection, event: Decided) -> None:
    """Add a decision: one row for each delivery, region or period that it is about."""
    decision = {
        "event": event.number,
        "decision": event.decision,
        "decided_by": event.by,
        "why": event.why,
        "decided_at": event.at.replace(tzinfo=None),
    }
    load(
        connection,
        "INSERT INTO record.decision BY NAME SELECT batch.* FROM batch",
        [decision | about for about in event.rows()],
    )
    if isinstance(event, Erased):
        for statement in _CONTENTS:
            load(connection, statement, [{"delivery": delivery} for delivery in event.files])
