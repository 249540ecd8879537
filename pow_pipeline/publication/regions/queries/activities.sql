-- One row is an activity at the end of period $period, in the order of the page of its region, with
-- its state in period $before and the explanation in the report in force. If several activities
-- became one, the previous state is that of the one that already had the code, otherwise of the
-- first by code, like the run of summary.activity_history. Left out: regions that are not expected.
WITH before AS (
    SELECT current_region, lower(current_id) AS current_key, state
    FROM summary.activity_history
    WHERE period = $before
    QUALIFY row_number() OVER (
        PARTITION BY current_region, lower(current_id)
        ORDER BY
            (region_code, lower(activity_id)) <> (current_region, lower(current_id)),
            region_code,
            lower(activity_id)
    ) = 1
)

SELECT
    activity.region_code,
    activity.activity_id,
    activity.activity_name AS name,
    activity.category,
    activity.state,
    activity.run AS periods_in_state,
    before.state AS state_before,
    coalesce(reported.explanation, '') AS explanation
FROM summary.activity_history AS activity
LEFT JOIN before
    ON before.current_region = activity.current_region
    AND before.current_key = lower(activity.current_id)
LEFT JOIN summary.submission_in_force AS report
    ON report.submission = activity.submission AND report.period = activity.period
LEFT JOIN record.activity_status AS reported
    ON reported.submission = report.submission
    AND lower(reported.activity_id) = lower(activity.activity_id)
JOIN reference.category ON category.code = activity.category
JOIN summary.programme_in_force() AS programme ON programme.programme = category.programme
WHERE activity.period = $period
ORDER BY activity.region_code, category.place, activity.activity_id
