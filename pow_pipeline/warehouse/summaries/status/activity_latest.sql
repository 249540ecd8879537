-- One row is an activity reported in a period or before it, by reports in force at event as_of (now,
-- if NULL), under the code that it has in that period, with its last reported state as
-- one number. `latest` holds, from left to right: the place of the period, of the report among the
-- reports about the same period (999999 under that code itself, less under a mapping), of the
-- category and of the status. The last report is therefore a plain maximum, which is the cheapest
-- way to find it. `period_place` is the place of the requested period. Ids that differ only in
-- case are the same. All periods are included when period is NULL. Used by summary.activity_state
-- and summary.activity_count.
CREATE MACRO summary.activity_latest(period, as_of := NULL) AS TABLE
WITH report AS (  -- each requested period, with the reports up to it
    SELECT
        programme.programme,
        requested.place AS period_place,
        requested.code AS period,
        reported.place,
        reported.code AS report_period,
        in_force.region_code,
        in_force.submission
    FROM summary.programme_in_force(as_of := as_of) AS programme
    JOIN reference.period AS requested ON requested.programme = programme.programme
    JOIN reference.period AS reported
        ON reported.programme = programme.programme AND reported.place <= requested.place
    JOIN summary.submission_in_force(NULL, as_of := as_of) AS in_force
        ON in_force.period = reported.code
    WHERE period IS NULL OR requested.code = period
),

activity_state AS (
    SELECT
        report.period_place,
        coalesce(mapping.to_region, report.region_code) AS region_code,
        lower(coalesce(mapping.to_id, activity.activity_id)) AS activity_key,
        coalesce(mapping.to_id, activity.activity_id) AS activity_id,
        activity.activity_name,
        report.submission,
        mapping.place IS NOT NULL AS is_mapped,
        report.place * 1000000000000
        + (1000000 - coalesce(mapping.place, 1)) * 1000000
        + category.place * 1000
        + status.place AS packed
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
        AND mapping.since > report.report_period
)

SELECT
    activity_state.period_place,
    activity_state.region_code,
    activity_state.activity_key,
    max(activity_state.packed) AS latest,
    arg_max(activity_state.activity_id, activity_state.packed) AS activity_id,
    arg_max(activity_state.activity_name, activity_state.packed) AS activity_name,
    arg_max(activity_state.submission, activity_state.packed) AS submission,
    bool_or(activity_state.is_mapped) AS is_mapped
FROM activity_state
GROUP BY activity_state.period_place, activity_state.region_code, activity_state.activity_key;
