SELECT period, region_code, activity_id, activity_name, run
FROM activity_history
WHERE is_long_at_worst
ORDER BY period DESC, run DESC, region_code, activity_id
