"""Validates reports that have not been sent, history included, on a copy in memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from pow_pipeline import VERSION
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.findings import ValidatedBatch
from pow_pipeline.record.events import Validated
from pow_pipeline.record.parquet import to_table
from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.apply.validated import load_batch
from pow_pipeline.warehouse.connection import define_tables, read_warehouse
from pow_pipeline.warehouse.lookups.findings import Findings, findings_by_delivery
from schemas.evidence import ANSWER_COLUMNS, FINDING_COLUMNS, QUERY_ANSWER_COLUMNS, ROW_COLUMNS

# The rows that the rules compare with. Only the table of activities is large, so it is copied for
# the regions of the deliveries alone.
_COPIED: Final = {
    "record.event": "",
    "record.delivery": "",
    "record.result": "",
    "record.submission": "",
    "record.decision": "",
    "record.activity_status": """
        WHERE submission IN (
            SELECT submission FROM record.submission WHERE list_contains($regions, region_code)
        )
    """,
    "reference.programme": "",
    "reference.category": "",
    "reference.status": "",
    "reference.mapping": "",
    "reference.parameter": "",
}


def rehearse(
    warehouse: Path, deliveries: Sequence[Delivery], batch: ValidatedBatch
) -> dict[str, Findings]:
    """Return the findings that these deliveries would have now, including those on history.

    Args:
        warehouse: the path of the warehouse, which is only read.
        deliveries: the deliveries that would arrive, in this order.
        batch: their validation results, under the programme in force.

    Raises:
        LockedError: another process still writes the warehouse after the waiting time.
        WarehouseError: the warehouse does not exist.
    """
    with duckdb.connect() as copy:
        define_tables(copy)
        _copy(warehouse, copy, [result.region_code for result in batch.results])
        programme, last = copy.execute(
            """
            SELECT max(programme), (SELECT max(number) FROM record.event) + 1
            FROM reference.programme
            """
        ).fetchall()[0]
        event = Validated(
            at=deliveries[0].received_at,
            number=last,
            programme=programme,
            code_version=VERSION,
            results=batch.results,
            rows="",
            findings="",
        )
        _receive(copy, deliveries, event)
        load_batch(
            copy,
            event,
            rows=to_table(batch.rows, ROW_COLUMNS),
            answers=to_table(batch.answers, ANSWER_COLUMNS),
            findings=to_table(batch.findings, FINDING_COLUMNS),
            query_answers=to_table(batch.query_answers, QUERY_ANSWER_COLUMNS),
        )
        return findings_by_delivery(copy, event.number)


def _copy(warehouse: Path, copy: duckdb.DuckDBPyConnection, regions: Sequence[str | None]) -> None:
    with read_warehouse(warehouse) as present:
        for table, condition in _COPIED.items():
            values = {"regions": regions} if condition else {}
            rows = present.execute(f"FROM {table} {condition}", values).to_arrow_table()
            load(copy, f"INSERT INTO {table} BY NAME FROM batch", rows)


def _receive(
    copy: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery], event: Validated
) -> None:
    load(
        copy,
        """
        INSERT INTO record.delivery BY NAME
        SELECT batch.*, batch.place + (SELECT count(*) FROM record.delivery) AS sequence FROM batch
        """,
        [
            vars(delivery)
            | {
                "event": event.number,
                "channel": "check",
                "received_at": delivery.received_at.replace(tzinfo=None),
                "arrived_at": delivery.arrival.replace(tzinfo=None),
                "received_on": delivery.arrival.date(),
                "programme": event.programme,
            }
            for delivery in deliveries
        ],
    )
