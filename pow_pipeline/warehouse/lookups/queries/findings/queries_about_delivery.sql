-- One row is a query of the latest validation of delivery $delivery, in the order of its findings.
SELECT finding.rule, finding.sheet, finding.cell, finding.activity_id
FROM record.finding
JOIN summary.latest_result() AS latest
    ON latest.delivery = finding.delivery AND latest.event = finding.event
WHERE finding.delivery = $delivery AND finding.severity = 'query'
ORDER BY finding.place
