"""What the senders of the deliveries in one judged event are to be told."""

from collections import defaultdict
from datetime import UTC

import duckdb

from pow_pipeline.model import Finding, Receipt, Severity
from pow_pipeline.warehouse.query import fetch

Findings = tuple[tuple[Severity, Finding], ...]


def receipts_of(connection: duckdb.DuckDBPyConnection, judged: int) -> list[Receipt]:
    """Return the receipts of one judged event, in order of arrival."""
    findings = _findings_by_delivery(connection, judged)
    found = fetch(
        connection,
        """
        WITH kept AS (  -- the version that stood when the delivery arrived
            SELECT
                verdict.delivery,
                max_by(before.version, before.sequence) AS version,
                max_by(before.received_on, before.sequence) AS received_on
            FROM record.verdict
            JOIN record.delivery USING (delivery)
            JOIN record.submission AS before
                ON before.region_code = delivery.sender
                AND before.period = verdict.period
                AND before.sequence < delivery.sequence
            LEFT JOIN record.decision
                ON decision.delivery = before.delivery
                AND decision.decision = 'withdraw'
                AND decision.event < delivery.event
            WHERE verdict.event = $judged AND decision.event IS NULL
            GROUP BY verdict.delivery
        )
        SELECT
            verdict.delivery,
            delivery.sender,
            delivery.name,
            delivery.received_at,
            verdict.outcome,
            verdict.stage,
            region.name AS region_name,
            verdict.period,
            verdict.activities,
            verdict.duplicate_of,
            original.outcome AS original,
            submission.version,
            kept.version AS kept_version,
            kept.received_on AS kept_on
        FROM record.verdict
        JOIN record.delivery USING (delivery)
        LEFT JOIN record.submission
            ON submission.delivery = verdict.delivery AND submission.event = verdict.event
        LEFT JOIN reference.region
            ON region.code = delivery.sender AND region.programme = verdict.programme
        LEFT JOIN kept ON kept.delivery = verdict.delivery
        LEFT JOIN record.verdict AS original ON original.delivery = verdict.duplicate_of
        WHERE verdict.event = $judged
        ORDER BY delivery.sequence
        """,
        {"judged": judged},
    )
    return [
        Receipt(
            **row
            | {
                "received_at": row["received_at"].replace(tzinfo=UTC),
                "findings": findings.get(row["delivery"], ()),
            }
        )
        for row in found
    ]


def _findings_by_delivery(
    connection: duckdb.DuckDBPyConnection, judged: int
) -> dict[str, Findings]:
    found = fetch(
        connection,
        """
        SELECT
            finding.severity,
            finding.delivery,
            finding.rule,
            finding.sheet,
            finding.cell,
            finding.activity_id,
            finding.activity_name,
            finding.found,
            finding.expected
        FROM record.finding
        WHERE finding.event = $judged
        ORDER BY finding.delivery, finding.place
        """,
        {"judged": judged},
    )
    by_delivery: dict[str, Findings] = defaultdict(tuple)
    for row in found:
        severity = row.pop("severity")
        finding = Finding(**row | {"expected": tuple(row["expected"])})
        by_delivery[finding.delivery] += ((severity, finding),)
    return by_delivery
