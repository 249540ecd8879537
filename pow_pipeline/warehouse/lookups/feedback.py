"""Finds the feedback that the senders of the deliveries in one `validated` event receive."""

from collections.abc import Collection
from datetime import UTC
from typing import Final

import duckdb

from pow_pipeline.model import Delivery, Feedback
from pow_pipeline.warehouse.lookups.findings import findings_by_delivery
from pow_pipeline.warehouse.query import fetch

_FEEDBACK: Final = """
    WITH said AS (  -- the feedback of each validation of these deliveries so far
        SELECT
            result.delivery,
            result.event,
            result.outcome,
            list(
                (
                    finding.rule,
                    finding.severity,
                    finding.sheet,
                    finding.cell,
                    finding.activity_id,
                    finding.found,
                    finding.expected
                )
                ORDER BY finding.place
            ) AS findings
        FROM record.result
        LEFT JOIN record.finding USING (delivery, event)
        WHERE
            result.event <= $validated
            AND result.delivery IN (SELECT delivery FROM record.result WHERE event = $validated)
        GROUP BY result.delivery, result.event, result.outcome
    ),
    told AS (  -- feedback equal to the previous feedback is not repeated
        SELECT said.delivery, said.event
        FROM said
        WINDOW sooner AS (PARTITION BY said.delivery ORDER BY said.event)
        QUALIFY (said.outcome, said.findings) IS DISTINCT FROM (
            lag(said.outcome) OVER sooner, lag(said.findings) OVER sooner
        )
    ),
    stood AS (  -- the version in force when the delivery arrived
        SELECT
            result.delivery,
            max_by(before.version, before.sequence) AS version,
            max_by(before.received_on, before.sequence) AS received_on
        FROM record.result
        JOIN record.delivery USING (delivery)
        JOIN record.submission AS before
            ON before.region_code = delivery.sender
            AND before.period = result.period
            AND before.sequence < delivery.sequence
        JOIN summary.latest_result(as_of := $validated) AS latest
            ON latest.delivery = before.delivery AND latest.event = before.event
        LEFT JOIN summary.withdrawn_delivery() AS withdrawn
            ON withdrawn.delivery = before.delivery AND withdrawn.event < delivery.event
        WHERE result.event = $validated AND withdrawn.event IS NULL
        GROUP BY result.delivery
    ),
    erased AS (
        SELECT delivery FROM record.decision WHERE decision = 'erase'
    )
    SELECT
        result.delivery,
        delivery.event,
        delivery.place,
        delivery.sender,
        delivery.name,
        delivery.sha256,
        delivery.size,
        delivery.received_at,
        delivery.arrived_at,
        delivery.arrival_evidence,
        delivery.tie,
        result.outcome,
        result.stage,
        region.name AS region_name,
        result.period,
        result.activities,
        result.duplicate_of,
        original.outcome AS original,
        submission.version,
        stood.version AS replaced_version,
        stood.received_on AS replaced_on,
        in_force.version AS kept_version,
        in_force.received_on AS kept_on,
        in_force.delivery AS kept_delivery,
        CASE WHEN successor.sequence > delivery.sequence THEN successor.name END AS successor,
        extended.until AS extended_until,
        result.attempts,
        event.happened_at AS validated_at
    FROM record.result
    JOIN told USING (delivery, event)
    ANTI JOIN erased USING (delivery)
    JOIN record.delivery USING (delivery)
    JOIN record.event ON event.number = result.event
    LEFT JOIN record.submission
        ON submission.delivery = result.delivery AND submission.event = result.event
    LEFT JOIN reference.region
        ON region.code = delivery.sender AND region.programme = result.programme
    LEFT JOIN stood ON stood.delivery = result.delivery
    LEFT JOIN summary.submission_in_force(NULL, as_of := $last) AS in_force
        ON in_force.region_code = delivery.sender AND in_force.period = result.period
    LEFT JOIN record.delivery AS successor ON successor.delivery = in_force.delivery
    LEFT JOIN summary.extension_in_force(NULL, as_of := $validated) AS extended
        ON extended.region_code = delivery.sender AND extended.period = result.period
    LEFT JOIN summary.latest_result(as_of := $validated) AS original
        ON original.delivery = result.duplicate_of
    WHERE result.event = $validated
    ORDER BY delivery.sequence
"""


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
        """
        SELECT max(event.number) AS last
        FROM record.event
        WHERE
            event.type = 'validated'
            AND (
                NOT EXISTS (FROM record.feedback WHERE feedback.validated = $validated)
                OR event.number < (
                    SELECT min(feedback.event)
                    FROM record.feedback
                    WHERE feedback.validated = $validated
                )
            )
        """,
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
        """
        SELECT result.event, result.programme, result.delivery
        FROM record.result
        JOIN record.delivery USING (delivery)
        SEMI JOIN record.feedback ON feedback.validated = result.event
        WHERE delivery.sender IN (SELECT unnest($senders))
        ORDER BY result.event, delivery.sequence
        """,
        {"senders": sorted(senders)},
    ).fetchall()
