WITH told AS (
    SELECT
        period,
        region_code,
        activity_id,
        activity_name,
        state,
        lag(state) OVER (PARTITION BY region_code, lower(activity_id) ORDER BY period) AS state_before
    FROM activity_history
    WHERE state <> 'not_received'
)
SELECT period, region_code, activity_id, activity_name
FROM told
WHERE state = '$worst' AND state_before = '$worst'
ORDER BY period, region_code, activity_id
