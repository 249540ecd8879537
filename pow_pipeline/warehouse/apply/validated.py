"""Applies `validated` events to the warehouse. The caller holds a transaction."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import duckdb

from pow_pipeline.errors import WarehouseError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import Erasures
from pow_pipeline.record.events import Validated
from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.history import apply_history
from schemas.evidence import ANSWER_COLUMNS, FINDING_COLUMNS, QUERY_ANSWER_COLUMNS, ROW_COLUMNS
from schemas.sql import read_sql

if TYPE_CHECKING:
    import pyarrow as pa


def apply_validated(
    connection: duckdb.DuckDBPyConnection, blobs: Blobs, event: Validated, erasures: Erasures
) -> None:
    """Load the validation results of one event, with their submissions, activities and findings.

    Activities and findings that were erased later are not loaded.
    """
    from pow_pipeline.record.parquet import from_parquet

    def read(sha256: str | None, columns: Mapping[str, str]) -> "pa.Table | None":
        return sha256 and from_parquet(blobs.read(erasures.resolve(sha256)), columns)

    load_batch(
        connection,
        event,
        rows=read(event.rows, ROW_COLUMNS),
        answers=read(event.answers, ANSWER_COLUMNS),
        findings=read(event.findings, FINDING_COLUMNS),
        query_answers=read(event.query_answers, QUERY_ANSWER_COLUMNS),
    )


def load_batch(
    connection: duckdb.DuckDBPyConnection,
    event: Validated,
    *,
    rows: "pa.Table",
    answers: "pa.Table | None",
    findings: "pa.Table",
    query_answers: "pa.Table | None",
) -> None:
    """Load the validation results of an event and their rows, and add the findings of history."""
    load(
        connection,
        "INSERT INTO record.result BY NAME SELECT batch.* FROM batch",
        [
            vars(result)
            | {
                "event": event.number,
                "programme": event.programme,
                "code_version": event.code_version,
                "rerun_by": event.rerun.by if event.rerun else None,
                "rerun_why": event.rerun.why if event.rerun else None,
            }
            for result in event.results
        ],
    )
    _add_submissions(connection, event.number)
    _add_activities(connection, event, rows)
    if answers is not None:
        _add_answers(connection, event, answers)
    _add_found(connection, event, "finding", findings)
    if query_answers is not None:
        _add_found(connection, event, "query_answer", query_answers)
    apply_history(connection, event.number)


def _add_submissions(connection: duckdb.DuckDBPyConnection, event: int) -> None:
    """Add the accepted submissions; one that was accepted before keeps its version."""
    connection.execute(
        read_sql(__file__, "queries/insert_submissions"),
        {"event": event},
    )


def _add_activities(
    connection: duckdb.DuckDBPyConnection, event: Validated, rows: "pa.Table"
) -> None:
    load(
        connection,
        read_sql(__file__, "queries/insert_activities"),
        rows,
        {"event": event.number},
    )
    _check_loaded(connection, event.number, rows.num_rows)


def _add_answers(
    connection: duckdb.DuckDBPyConnection, event: Validated, answers: "pa.Table"
) -> None:
    load(
        connection,
        read_sql(__file__, "queries/insert_answers"),
        answers,
        {"event": event.number},
    )


def _check_loaded(connection: duckdb.DuckDBPyConnection, event: int, count: int) -> None:
    """Check that each validated row was loaded once; no constraint of the database ensures it."""
    loaded = connection.execute(
        """
        SELECT count(*), count(DISTINCT (submission, activity_id))
        FROM record.activity_status
        JOIN record.submission USING (submission)
        WHERE submission.event = ?
        """,
        [event],
    ).fetchone()
    if loaded != (count, count):
        message = (
            f"event {event}: of {count} activities {loaded} were loaded (rows, "
            "different ones); the validated rows do not fit their results"
        )
        raise WarehouseError(message)


def _add_found(
    connection: duckdb.DuckDBPyConnection,
    event: Validated,
    table: Literal["finding", "query_answer"],
    batch: "pa.Table",
) -> None:
    """Add the findings on all deliveries, accepted or not, or the answers to queries in them."""
    load(
        connection,
        f"INSERT INTO record.{table} BY NAME SELECT $event AS event, batch.* FROM batch",
        batch,
        {"event": event.number},
    )
