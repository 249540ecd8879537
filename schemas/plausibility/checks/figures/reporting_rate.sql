-- At most one row: the reporting rate of all regions together, if it is below the configured minimum.
-- Left out: the rates of single regions.
SELECT
    expected,
    exempt,
    in_force,
    round(100 * reporting_rate, 1) || '%' AS reporting_rate,
    round(100 * {minimum_reporting_rate}, 1) || '%' AS minimum
FROM checked
WHERE scope = 'programme' AND reporting_rate < {minimum_reporting_rate}
