-- One row is an accepted submission that contains activity $activity of region $region, in force or
-- not, by event $as_of. Ids that differ only in case are the same.
SELECT
    submission.period,
    submission.version,
    in_force.submission IS NOT NULL AS in_force,
    activity.activity_id,
    activity.activity_name,
    activity.category,
    activity.status,
    activity.explanation,
    submission.delivery,
    activity.sheet,
    activity.status_cell,
    activity.category_cell,
    activity.explanation_cell
FROM record.submission
JOIN record.activity_status AS activity USING (submission)
LEFT JOIN summary.submission_in_force(NULL, as_of := $as_of) AS in_force USING (submission)
WHERE
    submission.region_code = $region
    AND lower(activity.activity_id) = lower($activity)
    AND submission.event <= $as_of
ORDER BY submission.period, submission.sequence, submission.event
