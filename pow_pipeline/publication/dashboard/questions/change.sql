SELECT
    status,
    change,
    lower,
    upper,
    round(100 * CAST(within_numerator AS REAL) / CAST(parts_denominator AS REAL), 1) AS within,
    round(100 * CAST(entry_numerator AS REAL) / CAST(parts_denominator AS REAL), 1) AS entry,
    round(100 * CAST(exit_numerator AS REAL) / CAST(parts_denominator AS REAL), 1) AS exit,
    matched,
    flag
FROM status_trend
WHERE
    scope = 'programme'
    AND category = 'total'
    AND period = (SELECT max(period) FROM reporting_rate WHERE scope = 'programme' AND in_force > 0)
