-- One row is a share whose number or denominator of the previous period in the trend differs from
-- the distribution of that period. Left out: regions with a break since then, because the trend
-- uses the present codes.
SELECT
    checked.scope,
    checked.region_code,
    checked.category,
    checked.status,
    checked.activities_before,
    before.activities AS in_distribution,
    checked.denominator_before,
    before.denominator AS denominator_in_distribution
FROM checked
LEFT JOIN summary.status_distribution AS before
    ON before.period = checked.period_before
    AND before.scope = checked.scope
    AND before.region_code IS NOT DISTINCT FROM checked.region_code
    AND before.category = checked.category
    AND before.status = checked.status
WHERE
    NOT contains(checked.flag, 'b')
    AND (
        checked.activities_before IS DISTINCT FROM before.activities
        OR checked.denominator_before IS DISTINCT FROM before.denominator
    )
