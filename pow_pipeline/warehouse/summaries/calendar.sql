-- One row is one period of the programme in force at event as_of, the present when NULL, and the one
-- that comes before it: none for the first.
CREATE MACRO summary.calendar(as_of := NULL) AS TABLE
SELECT
    period_of.code AS period,
    lag(period_of.code) OVER (ORDER BY period_of.code) AS period_before
FROM reference.period AS period_of
JOIN summary.programme_in_force(as_of := as_of) AS programme
    ON programme.programme = period_of.programme;

-- The code of the period before one, to be passed on as an argument: empty for the first, so that
-- nothing is found there; NULL, which stands for all periods, when period is NULL.
CREATE MACRO summary.period_before(period, as_of := NULL) AS (
    CASE
        WHEN period IS NOT NULL
        THEN coalesce(
            (
                SELECT calendar.period_before
                FROM summary.calendar(as_of := as_of) AS calendar
                WHERE calendar.period = period
            ),
            ''
        )
    END
);
