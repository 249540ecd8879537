-- One row is the last accepted or rejected delivery of a sender about a period, for senders with
-- deliveries to validate. Left out: deliveries on which a rule of $machine_dependent_rules found
-- something, because validating them again can give another result.
WITH sender AS (
    SELECT DISTINCT delivery.sender
    FROM record.delivery
    ANTI JOIN record.result USING (delivery)
),

uncertain AS (
    SELECT finding.delivery
    FROM record.finding
    WHERE list_contains($machine_dependent_rules, finding.rule)
),

broken AS (
    SELECT
        finding.delivery,
        finding.event,
        list(DISTINCT [[finding.rule], finding.expected]) AS errors
    FROM record.finding
    WHERE finding.severity = 'error'
    GROUP BY finding.delivery, finding.event
)

SELECT
    delivery.sender,
    result.period,
    delivery.delivery,
    delivery.sha256,
    result.outcome,
    coalesce(broken.errors, []) AS errors,
    result.programme,
    withdrawn.event
FROM record.delivery
JOIN sender USING (sender)
JOIN summary.latest_result() AS result USING (delivery)
LEFT JOIN summary.withdrawn_delivery() AS withdrawn USING (delivery)
LEFT JOIN broken ON broken.delivery = result.delivery AND broken.event = result.event
ANTI JOIN uncertain USING (delivery)
WHERE result.outcome IN ('accepted', 'rejected')
QUALIFY row_number() OVER (
    PARTITION BY delivery.sender, result.period ORDER BY delivery.sequence DESC
) = 1
