-- One row is a finding of the latest validation of delivery $delivery at event $as_of, in order.
SELECT
    finding.severity, finding.rule, finding.stage, finding.sheet, finding.cell,
    finding.activity_id, finding.found, finding.expected
FROM record.finding
JOIN summary.latest_result(as_of := $as_of) AS latest USING (delivery, event)
WHERE finding.delivery = $delivery
ORDER BY finding.place
