-- One row is a region with a report in force about period $period or an earlier one, with the
-- categories that its last report declares empty.
SELECT report.region_code, max_by(result.declared_empty, report.period) AS declared_empty
FROM summary.submission_in_force AS report
JOIN record.result
    ON result.delivery = report.delivery AND result.event = report.event
WHERE report.period <= $period
GROUP BY report.region_code
