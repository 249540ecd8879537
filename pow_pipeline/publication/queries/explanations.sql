-- One row is an activity with an explanation in a report in force about period $period, in the
-- order of the sheet: category, reason, status, region. Left out: activities without an
-- explanation.
SELECT
    activity.category,
    activity.reason,
    activity.status,
    report.region_code,
    activity.activity_id,
    activity.activity_name,
    activity.explanation
FROM summary.submission_in_force AS report
JOIN record.activity_status AS activity USING (submission)
JOIN reference.category ON category.code = activity.category
JOIN reference.status ON status.code = activity.status
WHERE
    report.period = $period
    AND activity.explanation <> ''
    AND category.programme = (SELECT max(programme) FROM reference.programme)
    AND status.programme = category.programme
ORDER BY
    category.place,
    activity.reason NULLS LAST,
    status.place,
    report.region_code,
    activity.activity_id
