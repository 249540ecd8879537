-- The only row is the programme in force at event as_of, or the present when as_of is NULL.
CREATE MACRO summary.programme_in_force(as_of := NULL) AS TABLE
SELECT each.programme, each.code, each.minimum_denominator, each.minimum_coverage
FROM reference.programme AS each
WHERE as_of IS NULL OR each.programme <= as_of
ORDER BY each.programme DESC
LIMIT 1;
