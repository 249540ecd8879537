SELECT period, expected, exempt, in_force, on_time, silent, percentage
FROM reporting_rate
WHERE scope = 'programme'
ORDER BY period
