-- One row is one activity known by the end of a period: reported in it, or in an earlier one, by
-- reports in force at event as_of (the present when NULL). It is finished or stopped also when it is
-- not reported again; else what is not reported in the period is not received. An activity that was
-- mapped stands under its new code only, from the period on in which the mapping takes effect; where
-- two meet under one code, the latest report counts, and of reports about the same period the one
-- under that code itself. Ids that differ in case only are the same. All periods when period is NULL.
-- Left out: regions that are not expected in the period.
CREATE MACRO summary.activity_state(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT each.programme
    FROM summary.programme_in_force(as_of := as_of) AS each
),

asked AS (
    SELECT period_of.code AS period
    FROM reference.period AS period_of
    JOIN programme USING (programme)
    WHERE period IS NULL OR period_of.code = period
),

report AS (  -- each period that is asked about, with the reports up to it
    SELECT
        asked.period,
        in_force.period AS told_period,
        in_force.region_code,
        in_force.submission
    FROM summary.submission_in_force(NULL, as_of := as_of) AS in_force
    JOIN asked ON in_force.period <= asked.period
),

told AS (
    SELECT
        report.period,
        report.told_period,
        coalesce(mapping.to_region, report.region_code) AS region_code,
        lower(coalesce(mapping.to_id, activity.activity_id)) AS activity_key,
        coalesce(mapping.to_id, activity.activity_id) AS activity_id,
        activity.activity_name,
        activity.category,
        activity.status,
        report.submission,
        mapping.to_id IS NOT NULL AS is_mapped,
        report.told_period || CASE  -- the order in which reports count, without ties
            WHEN mapping.to_id IS NULL THEN '~'
            ELSE report.region_code || ' ' || lower(activity.activity_id)
        END AS place
    FROM report
    JOIN record.activity_status AS activity ON activity.submission = report.submission
    LEFT JOIN summary.mapping_in_force(period, as_of := as_of) AS mapping
        ON mapping.period = report.period
        AND mapping.from_region = report.region_code
        AND mapping.from_key = lower(activity.activity_id)
        AND mapping.since > report.told_period
),

known AS (
    SELECT
        told.period,
        told.region_code,
        told.activity_key,
        arg_max(told.activity_id, told.place) AS activity_id,
        arg_max(told.activity_name, told.place) AS activity_name,
        arg_max(told.category, told.place) AS category,
        arg_max(told.status, told.place) AS status,
        arg_max(told.submission, told.place) AS submission,
        max(told.told_period) AS last_period,
        bool_or(told.is_mapped) AS is_mapped
    FROM told
    GROUP BY told.period, told.region_code, told.activity_key
)

SELECT
    known.period,
    known.region_code,
    known.activity_key,
    known.activity_id,
    known.activity_name,
    known.category,
    known.status,
    status.kind,
    CASE
        WHEN known.last_period = known.period OR status.kind = 'final' THEN known.status
        ELSE 'not_received'
    END AS state,
    known.last_period = known.period AS is_reported,
    known.last_period,
    known.submission,
    known.is_mapped
FROM known
JOIN programme ON true
JOIN reference.register
    ON register.programme = programme.programme
    AND register.period = known.period
    AND register.region_code = known.region_code
LEFT JOIN reference.status
    ON status.programme = programme.programme AND status.code = known.status;
