-- One row is an activity id in the report in force of region $region about a period.
SELECT DISTINCT report.period, activity.activity_id
FROM summary.submission_in_force AS report
JOIN record.activity_status AS activity USING (submission)
WHERE report.region_code = $region
ORDER BY ALL
