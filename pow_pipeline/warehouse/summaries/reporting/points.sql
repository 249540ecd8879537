-- A fraction in whole percentage points, in integer arithmetic: rounded half away from zero, and
-- rounded down and up for bounds. Empty if the denominator is 0.
-- Numerators and denominators are products of at most four numbers of activities. With 20 million
-- activities each, a product stays under 4 * 10^31 even when multiplied by 200; a HUGEINT holds 1.7
-- * 10^38.
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
