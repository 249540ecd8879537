SELECT region_code, activities, denominator, percentage
FROM status_distribution
WHERE
    scope = 'region'
    AND category = 'total'
    AND status = '{worst}'
    AND flag NOT GLOB '*[sz]*'
    AND period = (SELECT max(period) FROM reporting_rate WHERE scope = 'programme' AND in_force > 0)
ORDER BY 1.0 * activities / denominator DESC, region_code
