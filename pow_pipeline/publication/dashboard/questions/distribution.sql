SELECT category, status, activities, denominator, percentage, lower, upper, flag
FROM status_distribution
WHERE scope = 'programme' AND period = (SELECT max(period) FROM reporting_rate)
ORDER BY category = 'total' DESC, category, status
