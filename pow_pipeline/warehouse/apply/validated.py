"""Applies `validated` events to the warehouse. The caller holds a transaction."""

from collections.abc import Mapping
from typing import Literal

import duckdb
import pyarrow as pa

from pow_pipeline.errors import WarehouseError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import Erasures
from pow_pipeline.record.events import Validated
from pow_pipeline.record.parquet import from_parquet
from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.history import apply_history
from schemas.submission import (
    ANSWER_COLUMNS,
    FINDING_COLUMNS,
    QUERY_ANSWER_COLUMNS,
    ROW_COLUMNS,
)


def apply_validated(
    connection: duckdb.DuckDBPyConnection, blobs: Blobs, event: Validated, erasures: Erasures
) -> None:
    """Load the validation results of one event, with their submissions, activities and findings.

    Activities and findings that were erased later are not loaded.
    """

    def read(sha256: str | None, columns: Mapping[str, str]) -> pa.Table | None:
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
    rows: pa.Table,
    answers: pa.Table | None,
    findings: pa.Table,
    query_answers: pa.Table | None,
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
        """
        INSERT INTO record.submission BY NAME
        WITH accepted AS (
            SELECT
                result.delivery,
                result.event,
                result.region_code,
                result.period,
                delivery.sequence,
                delivery.received_on
            FROM record.result
            JOIN record.delivery USING (delivery)
            WHERE result.event = ? AND result.outcome = 'accepted'
        ),
        before AS (
            SELECT region_code, period, max(version) AS versions
            FROM record.submission
            SEMI JOIN accepted USING (region_code, period)
            GROUP BY ALL
        ),
        kept AS (
            SELECT DISTINCT delivery, region_code, period, version
            FROM record.submission
            SEMI JOIN accepted USING (delivery, region_code, period)
        )
        SELECT
            (SELECT count(*) FROM record.submission)
                + row_number() OVER (ORDER BY accepted.sequence) AS submission,
            accepted.delivery,
            accepted.sequence,
            accepted.event,
            accepted.region_code,
            accepted.period,
            coalesce(
                kept.version,
                coalesce(before.versions, 0) + row_number() OVER (
                    PARTITION BY accepted.region_code, accepted.period, kept.version IS NULL
                    ORDER BY accepted.sequence
                )
            ) AS version,
            accepted.received_on
        FROM accepted
        LEFT JOIN before USING (region_code, period)
        LEFT JOIN kept USING (delivery, region_code, period)
        ORDER BY accepted.sequence
        """,
        [event],
    )


def _add_activities(
    connection: duckdb.DuckDBPyConnection, event: Validated, rows: pa.Table
) -> None:
    load(
        connection,
        f"""
        INSERT INTO record.activity_status BY NAME
        SELECT
            submission.submission,
            batch.activity_id,
            batch.activity_name,
            batch.category,
            batch.status,
            batch.explanation,
            batch.sheet,
            batch.activity_id_cell,
            batch.status_cell,
            batch.category_cell,
            batch.explanation_cell,
            batch.reason,
            batch.start AS start_date,
            batch."end" AS end_date,
            batch.target_original,
            batch.target,
            batch.unit,
            batch.realised,
            batch.themes
        FROM batch
        JOIN record.submission
            ON submission.delivery = batch.delivery AND submission.event = {event.number:d}
        ORDER BY submission.submission, batch.row
        """,
        rows,
    )
    _check_loaded(connection, event.number, rows.num_rows)


def _add_answers(
    connection: duckdb.DuckDBPyConnection, event: Validated, answers: pa.Table
) -> None:
    load(
        connection,
        f"""
        INSERT INTO record.answer BY NAME
        SELECT
            submission.submission,
            batch.question,
            batch.score,
            batch.remark,
            batch.sheet,
            batch.cell
        FROM batch
        JOIN record.submission
            ON submission.delivery = batch.delivery AND submission.event = {event.number:d}
        ORDER BY submission.submission, batch.question
        """,
        answers,
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
    batch: pa.Table,
) -> None:
    """Add the findings on all deliveries, accepted or not, or the answers to queries in them."""
    load(
        connection,
        f"""
        INSERT INTO record.{table} BY NAME
        SELECT {event.number:d} AS event, batch.* FROM batch
        """,
        batch,
    )
