-- One row is a finding of the latest validation, at event $as_of, of delivery $delivery. The order
-- is that of the feedback.
SELECT
    finding.severity, finding.rule, finding.stage, finding.sheet, finding.cell,
    finding.activity_id, finding.found, finding.expected
FROM record.finding
JOIN summary.latest_result(as_of := $as_of) AS latest USING (delivery, event)
WHERE finding.delivery = $delivery
ORDER BY finding.place
