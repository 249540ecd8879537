-- One row is a period of the programme in force at event as_of (now, if NULL), with the
-- period before it; the first period has none.
CREATE MACRO summary.calendar(as_of := NULL) AS TABLE
SELECT
    period_of.programme,
    period_of.place,
    period_of.code AS period,
    lag(period_of.code) OVER (ORDER BY period_of.place) AS period_before
FROM reference.period AS period_of
JOIN summary.programme_in_force(as_of := as_of) AS programme
    ON programme.programme = period_of.programme;
