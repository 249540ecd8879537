-- A fraction in whole percentage points, by integers alone: rounded half away from zero, and rounded
-- down and up for bounds. Empty where the denominator is 0. Numerators and denominators are products
-- of at most four numbers of activities: of 20 million each they stay under 4 * 10^31, also times 200,
-- where a HUGEINT holds 1.7 * 10^38.
CREATE MACRO summary.points(numerator, denominator) AS (
    sign(numerator) * ((200 * abs(numerator) + denominator) // (2 * denominator))
)::INTEGER;

CREATE MACRO summary.points_down(numerator, denominator) AS (
    CASE
        WHEN numerator >= 0 THEN 100 * numerator // denominator
        ELSE -((denominator - 1 - 100 * numerator) // denominator)
    END
)::INTEGER;

CREATE MACRO summary.points_up(numerator, denominator) AS (
    -summary.points_down(-numerator, denominator)
);
