-- One row is a category whose mix and rate do not add up to its contribution to the change of the
-- total, or whose total has a mix and rate that do not add up to its change.
SELECT
    total.scope,
    total.region_code,
    category.category,
    total.status,
    total.change,
    total.mix,
    total.rate,
    category.mix_numerator,
    category.rate_numerator,
    category.mix_denominator
FROM checked AS total
JOIN checked AS category
    ON category.category <> 'total'
    AND category.scope = total.scope
    AND category.region_code IS NOT DISTINCT FROM total.region_code
    AND category.status = total.status
WHERE
    total.category = 'total'
    AND (
        category.mix_numerator + category.rate_numerator
        <> 2 * greatest(category.denominator, 1)::HUGEINT
            * greatest(category.denominator_before, 1)
            * (
                category.activities::HUGEINT * total.denominator_before
                - category.activities_before::HUGEINT * total.denominator
            )
        OR abs(
            total.mix + total.rate
            - 100 * (total.change_numerator / total.change_denominator)
        ) > 0.000001
        OR (total.mix IS NULL)
            <> (total.denominator = 0 OR total.denominator_before = 0)
        OR (total.rate IS NULL) <> (total.mix IS NULL)
        OR (category.mix_numerator IS NULL) <> (total.mix IS NULL)
        OR (category.rate_numerator IS NULL) <> (total.mix IS NULL)
        OR (category.mix_denominator IS NULL) <> (total.mix IS NULL)
    )
