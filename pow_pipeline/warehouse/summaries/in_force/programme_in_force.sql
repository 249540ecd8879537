-- The only row is the programme in force at event as_of, or now if as_of is NULL.
CREATE MACRO summary.programme_in_force(as_of := NULL) AS TABLE
SELECT
    programme.programme,
    programme.code,
    programme.minimum_denominator,
    programme.minimum_coverage
FROM reference.programme AS programme
WHERE as_of IS NULL OR programme.programme <= as_of
ORDER BY programme.programme DESC
LIMIT 1;
