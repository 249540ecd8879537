-- One row is an activity reported in a period or before it, by reports in force at event as_of (the
-- present when NULL), under the code that it has in that period, with its last reported state as
-- one number. `latest` holds, from left to right: the place of the period, of the report among the
-- reports about the same period (999999 under that code itself, less under a mapping), of the
-- category and of the status. The last report is therefore a plain maximum, which is the cheapest
-- way to find it. `asked` is the place of the requested period. Ids that differ only in case are
-- the same. All periods are included when period is NULL. Used by summary.activity_state and
-- summary.activity_count.
CREATE MACRO summary.activity_latest(period, as_of := NULL) AS TABLE
WITH report AS (  -- each requested period, with the reports up to it
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
    LEFT JOIN reference.category  -- no row is missing; a LEFT JOIN keeps the joins independent
        ON category.programme = report.programme AND category.code = activity.category
    LEFT JOIN reference.status
        ON status.programme = report.programme AND status.code = activity.status
    LEFT JOIN summary.mapping_in_force(period, as_of := as_of) AS mapping
        ON mapping.period = report.period
        AND mapping.from_region = report.region_code
        AND mapping.from_key = lower(activity.activity_id)
        AND mapping.since > report.told_period
)

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
GROUP BY told.asked, told.region_code, told.activity_key;
