-- One row is an unanswered query about a report in force about period $period, in the order of its
-- findings. Left out: queries that were answered.
SELECT
    report.region_code,
    finding.delivery,
    finding.rule,
    finding.sheet,
    finding.cell,
    finding.activity_id,
    finding.activity_name,
    finding.found,
    finding.expected
FROM record.finding
JOIN summary.submission_in_force AS report
    ON report.delivery = finding.delivery AND report.event = finding.event
SEMI JOIN summary.open_query AS query
    ON query.delivery = finding.delivery
    AND query.rule = finding.rule
    AND query.sheet = finding.sheet
    AND query.cell = finding.cell
    AND query.activity_id = finding.activity_id
    AND query.found = finding.found
WHERE report.period = $period AND finding.severity = 'query'
ORDER BY report.region_code, finding.place
