-- One row is a share whose bounds do not follow from the number of missing activities. Bounds are
-- rounded outward in the sixth decimal, which the tolerance allows.
SELECT
    checked.scope,
    checked.region_code,
    checked.category,
    checked.status,
    checked.activities,
    overview.missing,
    checked.lower,
    checked.upper
FROM checked
JOIN summary.activity_overview AS overview
    ON overview.period = checked.period
    AND overview.scope = checked.scope
    AND overview.region_code IS NOT DISTINCT FROM checked.region_code
    AND overview.category = checked.category
    AND overview.state = checked.status
WHERE
    (checked.lower IS NULL) <> (overview.measured = 0 OR overview.missing IS NULL)
    OR checked.activities / (overview.measured + overview.missing) - checked.lower
        NOT BETWEEN -0.000000001 AND 0.000001001
    OR checked.upper
        - (checked.activities + overview.missing) / (overview.measured + overview.missing)
        NOT BETWEEN -0.000000001 AND 0.000001001
