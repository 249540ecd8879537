-- One row is a region that breaks the series of figures between a period and the previous one: it
-- is expected only since this period, or no longer expected, or an activity moved to or from it by
-- a mapping that takes effect in this period. All periods are included when period is NULL; by the
-- programme in force at event as_of, or now if NULL. Left out: the first period of the
-- calendar, which has no previous one.
CREATE MACRO summary.region_break(period, as_of := NULL) AS TABLE
WITH calendar AS (
    SELECT requested.programme, requested.code AS period, before.code AS period_before
    FROM summary.programme_in_force(as_of := as_of) AS programme
    JOIN reference.period AS requested ON requested.programme = programme.programme
    JOIN reference.period AS before
        ON before.programme = requested.programme AND before.place = requested.place - 1
    WHERE period IS NULL OR requested.code = period
)

SELECT calendar.period, register.region_code
FROM calendar
JOIN reference.register
    ON register.programme = calendar.programme AND register.period = calendar.period
ANTI JOIN reference.register AS before
    ON before.programme = calendar.programme
    AND before.period = calendar.period_before
    AND before.region_code = register.region_code
UNION
SELECT calendar.period, before.region_code
FROM calendar
JOIN reference.register AS before
    ON before.programme = calendar.programme AND before.period = calendar.period_before
ANTI JOIN reference.register
    ON register.programme = calendar.programme
    AND register.period = calendar.period
    AND register.region_code = before.region_code
UNION
SELECT calendar.period, unnest([mapping.from_region, mapping.to_region]) AS region_code
FROM calendar
JOIN summary.mapping_known(as_of := as_of) AS mapping
    ON mapping.period = calendar.period
    AND mapping.since = calendar.period;
