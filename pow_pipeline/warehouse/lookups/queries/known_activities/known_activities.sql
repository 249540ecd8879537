-- One row is an activity to show on the form of a region for period $period, under its present
-- code, in the order of the form: as reported about that period, otherwise as last reported before.
-- The columns `previous_…` hold the last report about an earlier period. Left out: activities that
-- ended in an earlier period.
WITH reported AS (
    SELECT
        coalesce(mapping.to_region, report.region_code) AS region_code,
        report.period,
        lower(coalesce(mapping.to_id, activity.activity_id)) AS activity_key,
        mapping.place,
        activity.* REPLACE (coalesce(mapping.to_id, activity.activity_id) AS activity_id)
    FROM summary.submission_in_force AS report
    JOIN record.activity_status AS activity USING (submission)
    LEFT JOIN summary.mapping_in_force($period) AS mapping
        ON mapping.from_region = report.region_code
        AND mapping.from_key = lower(activity.activity_id)
        AND mapping.since > report.period
    WHERE report.period <= $period
),

before AS (
    SELECT reported.*
    FROM reported
    WHERE reported.period < $period
    QUALIFY row_number() OVER (
        PARTITION BY reported.region_code, reported.activity_key
        ORDER BY reported.period DESC, reported.place NULLS FIRST
    ) = 1
),

now AS (
    SELECT reported.* FROM reported WHERE reported.period = $period
),

programme AS (
    SELECT present.programme FROM summary.programme_in_force() AS present
),

ended AS (
    SELECT status.code
    FROM reference.status
    JOIN programme USING (programme)
    WHERE status.kind = 'final'
),

latest AS (
    SELECT now.* FROM now
    UNION ALL BY NAME
    SELECT before.*
    FROM before
    ANTI JOIN now USING (region_code, activity_key)
    ANTI JOIN ended ON ended.code = before.status
)

SELECT
    latest.region_code,
    latest.activity_id,
    latest.activity_name,
    latest.category,
    coalesce(before.status, '') AS previous_status,
    coalesce(before.explanation, '') AS previous_explanation,
    CASE WHEN latest.period = $period THEN latest.status ELSE '' END AS status,
    CASE WHEN latest.period = $period THEN latest.explanation ELSE '' END AS explanation,
    CASE WHEN latest.period = $period THEN coalesce(latest.reason, '') ELSE '' END AS reason,
    latest.start_date AS start,
    latest.end_date AS "end",
    latest.target_original,
    latest.target,
    coalesce(latest.unit, '') AS unit,
    CASE WHEN latest.period = $period THEN latest.realised END AS realised,
    coalesce(latest.themes, []) AS themes
FROM latest
LEFT JOIN before USING (region_code, activity_key)
LEFT JOIN programme ON true
LEFT JOIN reference.category
    ON category.programme = programme.programme AND category.code = latest.category
ORDER BY
    latest.region_code,
    category.place,
    length(latest.activity_id),
    latest.activity_id
