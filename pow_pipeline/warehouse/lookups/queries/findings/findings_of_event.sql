-- One row is a finding of event $validated, with the answer of the submitter if the delivery
-- contains one. Ids that differ only in case are the same.
SELECT
    finding.severity,
    finding.delivery,
    finding.rule,
    finding.sheet,
    finding.cell,
    finding.activity_id,
    finding.activity_name,
    finding.found,
    finding.expected,
    coalesce(query_answer.text, '') AS answer
FROM record.finding
LEFT JOIN record.query_answer
    ON query_answer.delivery = finding.delivery
    AND query_answer.event = finding.event
    AND query_answer.rule = finding.rule
    AND lower(query_answer.activity_id) = lower(finding.activity_id)
WHERE finding.event = $validated
ORDER BY finding.delivery, finding.place
