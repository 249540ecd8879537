-- One row is an activity known by the end of a period: reported in it or in an earlier one, by
-- reports in force at event as_of (now, if NULL). A finished or stopped activity keeps its
-- state when it is not reported again; any other activity that is not reported in the period is not
-- received. A mapped activity only has its new code, from the period in which the mapping takes
-- effect. If two activities meet under one code, the latest report counts; of reports about the
-- same period, the one that used that code itself. Ids that differ only in case are the same. All
-- periods are included when period is NULL. Left out: regions that are not expected in the period.
CREATE MACRO summary.activity_state(period, as_of := NULL) AS TABLE
SELECT
    requested.code AS period,
    known.region_code,
    known.activity_key,
    known.activity_id,
    known.activity_name,
    category.code AS category,
    status.code AS status,
    status.kind,
    CASE
        WHEN reported.place = known.period_place OR status.kind = 'final' THEN status.code
        ELSE 'not_received'
    END AS state,
    reported.place = known.period_place AS is_reported,
    reported.code AS last_period,
    known.submission,
    known.is_mapped
FROM summary.activity_latest(period, as_of := as_of) AS known
CROSS JOIN summary.programme_in_force(as_of := as_of) AS programme
JOIN reference.period AS requested
    ON requested.programme = programme.programme AND requested.place = known.period_place
JOIN reference.period AS reported
    ON reported.programme = programme.programme AND reported.place = known.latest // 1000000000000
JOIN reference.category
    ON category.programme = programme.programme AND category.place = known.latest // 1000 % 1000
JOIN reference.status
    ON status.programme = programme.programme AND status.place = known.latest % 1000
JOIN reference.register
    ON register.programme = programme.programme
    AND register.period = requested.code
    AND register.region_code = known.region_code;
