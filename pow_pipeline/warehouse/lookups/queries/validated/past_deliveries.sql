-- One row is a delivery of one of the senders $senders whose latest validation accepted or rejected
-- it, with the rules that reported errors. Left out: duplicates, and deliveries on which our code
-- failed.
SELECT
    delivery.* EXCLUDE (programme),
    latest.period,
    latest.outcome,
    latest.programme,
    withdrawn.event AS withdrawn,
    (
        SELECT list(DISTINCT [[finding.rule], finding.expected])
        FROM record.finding
        WHERE
            finding.delivery = latest.delivery
            AND finding.event = latest.event
            AND finding.severity = 'error'
    ) AS errors
FROM record.delivery
JOIN summary.latest_result() AS latest USING (delivery)
LEFT JOIN summary.withdrawn_delivery() AS withdrawn USING (delivery)
WHERE delivery.sender IN $senders AND latest.outcome IN ('accepted', 'rejected')
