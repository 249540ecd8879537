-- One row is an activity id that region $region reported in any accepted submission by event
-- $as_of.
SELECT DISTINCT activity.activity_id
FROM record.submission
JOIN record.activity_status AS activity USING (submission)
WHERE submission.region_code = $region AND submission.event <= $as_of
ORDER BY length(activity.activity_id), activity.activity_id
