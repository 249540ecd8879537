-- One row is a share whose number or denominator in the trend differs from the distribution.
SELECT
    checked.scope,
    checked.region_code,
    checked.category,
    checked.status,
    checked.activities,
    now.activities AS in_distribution,
    checked.denominator,
    now.denominator AS denominator_in_distribution
FROM checked
LEFT JOIN summary.status_distribution AS now
    ON now.period = checked.period
    AND now.scope = checked.scope
    AND now.region_code IS NOT DISTINCT FROM checked.region_code
    AND now.category = checked.category
    AND now.status = checked.status
WHERE
    checked.activities IS DISTINCT FROM now.activities
    OR checked.denominator IS DISTINCT FROM now.denominator
