-- One row is an activity in the submission of delivery $delivery by its latest validation at event
-- $as_of, with the cells that it was parsed from. No row if it was not accepted.
SELECT
    activity.activity_id, activity.activity_name, activity.category, activity.status,
    activity.sheet, activity.status_cell, activity.category_cell
FROM record.activity_status AS activity
JOIN record.submission USING (submission)
JOIN summary.latest_result(as_of := $as_of) AS latest USING (delivery, event)
WHERE submission.delivery = $delivery
ORDER BY length(activity.activity_id), activity.activity_id
