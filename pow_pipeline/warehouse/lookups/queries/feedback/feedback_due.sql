-- One row is a delivery that got a result in event $validated and needs feedback, in order of
-- arrival. The columns are what the feedback states: the delivery, the outcome, the version
-- that was in force when it arrived, and the version in force at event $last.
-- Left out: erased deliveries, and deliveries with the same outcome and findings as at their previous
-- validation.
WITH validation AS (  -- every result of these deliveries so far, with its findings
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

changed AS (  -- results that differ from the previous result of their delivery
    SELECT validation.delivery, validation.event
    FROM validation
    WINDOW earlier AS (PARTITION BY validation.delivery ORDER BY validation.event)
    QUALIFY (validation.outcome, validation.findings) IS DISTINCT FROM (
        lag(validation.outcome) OVER earlier, lag(validation.findings) OVER earlier
    )
),

replaced AS (  -- the version in force when the delivery arrived
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
    replaced.version AS replaced_version,
    replaced.received_on AS replaced_on,
    in_force.version AS version_in_force,
    in_force.received_on AS in_force_received_on,
    in_force.delivery AS delivery_in_force,
    CASE WHEN successor.sequence > delivery.sequence THEN successor.name END AS successor,
    extended.until AS extended_until,
    result.attempts,
    event.happened_at AS validated_at
FROM record.result
JOIN changed USING (delivery, event)
ANTI JOIN erased USING (delivery)
JOIN record.delivery USING (delivery)
JOIN record.event ON event.number = result.event
LEFT JOIN record.submission
    ON submission.delivery = result.delivery AND submission.event = result.event
LEFT JOIN reference.region
    ON region.code = delivery.sender AND region.programme = result.programme
LEFT JOIN replaced ON replaced.delivery = result.delivery
LEFT JOIN summary.submission_in_force(NULL, as_of := $last) AS in_force
    ON in_force.region_code = delivery.sender AND in_force.period = result.period
LEFT JOIN record.delivery AS successor ON successor.delivery = in_force.delivery
LEFT JOIN summary.extension_in_force(NULL, as_of := $validated) AS extended
    ON extended.region_code = delivery.sender AND extended.period = result.period
LEFT JOIN summary.latest_result(as_of := $validated) AS original
    ON original.delivery = result.duplicate_of
WHERE result.event = $validated
ORDER BY delivery.sequence
