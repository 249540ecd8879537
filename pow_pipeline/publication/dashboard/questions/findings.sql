SELECT period, rule, severity, stage, deliveries, corrected, median_days
FROM finding_summary
WHERE scope = 'programme'
ORDER BY period, deliveries DESC, rule
