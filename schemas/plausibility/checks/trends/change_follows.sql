-- One row is a change that does not follow from its numbers, is not rounded to half a point, is
-- outside its bounds, or is empty where it should not be.
SELECT
    scope,
    region_code,
    category,
    status,
    activities,
    denominator,
    activities_before,
    denominator_before,
    change,
    lower,
    upper
FROM checked
WHERE
    change_numerator
        <> activities::HUGEINT * denominator_before
            - activities_before::HUGEINT * denominator
    OR change_denominator <> denominator::HUGEINT * denominator_before
    OR (change IS NULL) <> (denominator = 0 OR denominator_before = 0)
    OR (change_numerator IS NULL) <> (change IS NULL)
    OR (change_denominator IS NULL) <> (change IS NULL)
    OR (lower IS NULL) <> (upper IS NULL)
    OR (change IS NULL AND lower IS NOT NULL)
    OR abs(100 * (change_numerator / change_denominator) - change) > 0.500000001
    OR NOT 100 * (change_numerator / change_denominator)
        BETWEEN lower - 0.000000001 AND upper + 0.000000001
