"""What a `judged` event changes in the warehouse. The caller holds a transaction."""

import duckdb
import pyarrow as pa

from pow_pipeline.errors import WarehouseError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import Judged
from pow_pipeline.record.parquet import from_parquet
from pow_pipeline.warehouse.history import apply_history
from pow_pipeline.warehouse.load import load
from schemas.submission import ANSWER_COLUMNS, FINDING_COLUMNS, ROW_COLUMNS


def apply_judged(connection: duckdb.DuckDBPyConnection, blobs: Blobs, event: Judged) -> None:
    """Load the verdicts of one event, and the submissions, activities and findings they led to."""
    load(
        connection,
        "INSERT INTO record.verdict BY NAME SELECT batch.* FROM batch",
        [
            vars(verdict)
            | {
                "event": event.number,
                "programme": event.programme,
                "code_version": event.code_version,
            }
            for verdict in event.verdicts
        ],
    )
    _add_submissions(connection, event.number)
    _add_activities(connection, event, from_parquet(blobs.read(event.rows), ROW_COLUMNS))
    if event.answers:
        _add_answers(connection, event, from_parquet(blobs.read(event.answers), ANSWER_COLUMNS))
    _add_findings(connection, event, from_parquet(blobs.read(event.findings), FINDING_COLUMNS))
    apply_history(connection, event.number)


def _add_submissions(connection: duckdb.DuckDBPyConnection, event: int) -> None:
    connection.execute(
        """
        INSERT INTO record.submission BY NAME
        WITH before AS (
            SELECT region_code, period, count(*) AS versions FROM record.submission GROUP BY ALL
        )
        SELECT
            (SELECT count(*) FROM record.submission)
                + row_number() OVER (ORDER BY delivery.sequence) AS submission,
            verdict.delivery,
            delivery.sequence,
            verdict.event,
            verdict.region_code,
            verdict.period,
            coalesce(before.versions, 0) + row_number() OVER (
                PARTITION BY verdict.region_code, verdict.period ORDER BY delivery.sequence
            ) AS version,
            delivery.received_on
        FROM record.verdict
        JOIN record.delivery USING (delivery)
        LEFT JOIN before USING (region_code, period)
        WHERE verdict.event = ? AND verdict.outcome = 'accepted'
        ORDER BY delivery.sequence
        """,
        [event],
    )


def _add_activities(connection: duckdb.DuckDBPyConnection, event: Judged, rows: pa.Table) -> None:
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


def _add_answers(connection: duckdb.DuckDBPyConnection, event: Judged, answers: pa.Table) -> None:
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
    """Make sure that each judged row was loaded once; no constraint of the database does."""
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
            "different ones); the judged rows do not fit their verdicts"
        )
        raise WarehouseError(message)


def _add_findings(connection: duckdb.DuckDBPyConnection, event: Judged, findings: pa.Table) -> None:
    load(
        connection,
        f"""
        INSERT INTO record.finding BY NAME
        SELECT {event.number:d} AS event, batch.* FROM batch
        """,
        findings,
    )
