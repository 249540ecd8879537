-- One row is one of the deliveries $deliveries, in order of arrival, with its state at event
-- $as_of: in force, replaced, withdrawn, erased, pending, or the outcome of its latest validation.
-- `is_erased` is true if it was erased at any time, because the missing bytes cannot be hashed.
-- Left out: deliveries that were received after that event.
WITH gone AS (
    SELECT decision.delivery, min_by(decision.decision, decision.event) AS decision
    FROM record.decision
    WHERE decision.decision IN ('withdraw', 'erase') AND decision.event <= $as_of
    GROUP BY decision.delivery
),

erased AS (
    SELECT DISTINCT decision.delivery FROM record.decision WHERE decision.decision = 'erase'
)

SELECT
    delivery.delivery,
    delivery.sender,
    delivery.name,
    delivery.received_at,
    delivery.arrived_at,
    delivery.arrival_evidence,
    delivery.event AS received_event,
    delivery.size,
    delivery.sha256,
    erased.delivery IS NOT NULL AS is_erased,
    result.outcome,
    CASE
        WHEN in_force.delivery IS NOT NULL THEN 'in force'
        WHEN gone.decision = 'withdraw' THEN 'withdrawn'
        WHEN gone.decision = 'erase' THEN 'erased'
        WHEN result.outcome IS NULL THEN 'pending'
        WHEN result.outcome = 'accepted' THEN 'replaced'
        ELSE result.outcome
    END AS state,
    result.region_code,
    result.period,
    result.duplicate_of,
    result.event AS validated_event,
    result.attempts,
    result.code_version,
    result.programme AS programme_event,
    programme.code AS programme,
    programme.digest AS programme_digest
FROM record.delivery
LEFT JOIN gone USING (delivery)
LEFT JOIN erased USING (delivery)
LEFT JOIN summary.latest_result(as_of := $as_of) AS latest USING (delivery)
LEFT JOIN record.result
    ON result.delivery = latest.delivery AND result.event = latest.event
LEFT JOIN reference.programme ON programme.programme = result.programme
LEFT JOIN summary.submission_in_force(NULL, as_of := $as_of) AS in_force
    ON in_force.delivery = delivery.delivery
WHERE list_contains($deliveries, delivery.delivery) AND delivery.event <= $as_of
ORDER BY delivery.sequence
