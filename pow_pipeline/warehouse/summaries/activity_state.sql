-- One row is one activity known by the end of a period: reported in it, or in an earlier one, by
-- reports in force at event as_of (the present when NULL). It is finished or stopped also when it is
-- not reported again; else what is not reported in the period is not received. An activity that was
-- mapped stands under its new code only, from the period on in which the mapping takes effect; where
-- two meet under one code, the latest report counts, and of reports about the same period the one
-- under that code itself. Ids that differ in case only are the same. All periods when period is NULL.
-- Left out: regions that are not expected in the period.
-- Each report of an activity is one number, made of its period, category and status, so that the
-- latest is a plain maximum, the cheapest of all ways to find it.
CREATE MACRO summary.activity_state(period, as_of := NULL) AS TABLE
WITH report AS (  -- each period that is asked about, with the reports up to it
    SELECT
        programme.programme,
        asked.place AS asked,
        asked.code AS period,
        told.place,
        told.code AS told_period,
        in_force.region_code,
        in_force.submission
    FROM summary.programme_in_force(as_of := as_of) AS programme
    JOIN reference.period AS asked ON asked.programme = programme.programme
    JOIN reference.period AS told
        ON told.programme = programme.programme AND told.place <= asked.place
    JOIN summary.submission_in_force(NULL, as_of := as_of) AS in_force
        ON in_force.period = told.code
    WHERE period IS NULL OR asked.code = period
),

told AS (
    SELECT
        report.asked,
        coalesce(mapping.to_region, report.region_code) AS region_code,
        lower(coalesce(mapping.to_id, activity.activity_id)) AS activity_key,
        coalesce(mapping.to_id, activity.activity_id) AS activity_id,
        activity.activity_name,
        report.submission,
        mapping.place IS NOT NULL AS is_mapped,
        report.place * 1000000000000
        + (1000000 - coalesce(mapping.place, 1)) * 1000000
        + category.place * 1000
        + status.place AS told
    FROM report
    JOIN record.activity_status AS activity ON activity.submission = report.submission
    LEFT JOIN reference.category  -- none is missing; a LEFT JOIN keeps them out of each other
        ON category.programme = report.programme AND category.code = activity.category
    LEFT JOIN reference.status
        ON status.programme = report.programme AND status.code = activity.status
    LEFT JOIN summary.mapping_in_force(period, as_of := as_of) AS mapping
        ON mapping.period = report.period
        AND mapping.from_region = report.region_code
        AND mapping.from_key = lower(activity.activity_id)
        AND mapping.since > report.told_period
),

known AS (
    SELECT
        told.asked,
        told.region_code,
        told.activity_key,
        max(told.told) AS latest,
        arg_max(told.activity_id, told.told) AS activity_id,
        arg_max(told.activity_name, told.told) AS activity_name,
        arg_max(told.submission, told.told) AS submission,
        bool_or(told.is_mapped) AS is_mapped
    FROM told
    GROUP BY told.asked, told.region_code, told.activity_key
)

SELECT
    asked.code AS period,
    known.region_code,
    known.activity_key,
    known.activity_id,
    known.activity_name,
    category.code AS category,
    status.code AS status,
    status.kind,
    CASE
        WHEN told.place = known.asked OR status.kind = 'final' THEN status.code
        ELSE 'not_received'
    END AS state,
    told.place = known.asked AS is_reported,
    told.code AS last_period,
    known.submission,
    known.is_mapped
FROM known
CROSS JOIN summary.programme_in_force(as_of := as_of) AS programme
JOIN reference.period AS asked
    ON asked.programme = programme.programme AND asked.place = known.asked
JOIN reference.period AS told
    ON told.programme = programme.programme AND told.place = known.latest // 1000000000000
JOIN reference.category
    ON category.programme = programme.programme AND category.place = known.latest // 1000 % 1000
JOIN reference.status
    ON status.programme = programme.programme AND status.place = known.latest % 1000
JOIN reference.register
    ON register.programme = programme.programme
    AND register.period = asked.code
    AND register.region_code = known.region_code;
