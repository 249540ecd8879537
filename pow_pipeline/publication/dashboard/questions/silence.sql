WITH silent AS (
    SELECT region_code, period
    FROM reporting_rate
    WHERE
        scope = 'region'
        AND silent = 1
        AND period IN (SELECT period FROM reporting_rate WHERE scope = 'programme' AND in_force > 0)
    ORDER BY region_code, period
)
SELECT region_code, count(*) AS periods_silent, group_concat(period, ', ') AS periods
FROM silent
GROUP BY region_code
ORDER BY periods_silent DESC, region_code
