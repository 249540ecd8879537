-- One row is a region whose number of reports in force, or of exempt reports, differs from its
-- submission in force.
SELECT
    checked.region_code, checked.in_force, checked.exempt, checked.exempt_reported,
    report.submission
FROM checked
LEFT JOIN summary.submission_in_force AS report
    ON report.period = checked.period AND report.region_code = checked.region_code
WHERE
    checked.scope = 'region'
    AND (checked.in_force, checked.exempt_reported) <> (
        (checked.exempt = 0 AND report.submission IS NOT NULL)::INTEGER,
        (checked.exempt = 1 AND report.submission IS NOT NULL)::INTEGER
    )
