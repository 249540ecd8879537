-- One row is a status in a category with different numbers in the overview and in the distribution.
SELECT
    checked.scope,
    checked.region_code,
    checked.category,
    checked.status,
    checked.activities,
    overview.activities AS in_overview,
    checked.denominator,
    overview.measured
FROM checked
LEFT JOIN summary.activity_overview AS overview
    ON overview.period = checked.period
    AND overview.scope = checked.scope
    AND overview.region_code IS NOT DISTINCT FROM checked.region_code
    AND overview.category = checked.category
    AND overview.state = checked.status
WHERE
    checked.activities IS DISTINCT FROM overview.activities
    OR checked.denominator IS DISTINCT FROM overview.measured
