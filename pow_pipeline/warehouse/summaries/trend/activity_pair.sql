-- One row is an activity that was reported by the end of a period, with its last reported state at
-- that time and at the end of the previous period. `told` and `told_before` are the place of the
-- category * 1000 + the place of the status. `is_reported` and `was_reported` are true if it was
-- reported in the period itself. The values are empty if it was not known.
-- A mapped activity has its new code; `region_before` is its earlier region. If several activities
-- were mapped into one, its present state is paired with the one that was reported last before, and
-- among those with the one that already had that code. All periods are included when period is
-- NULL; the state is that at event as_of, or the present when NULL.
-- Left out: the first period, which has no previous one. Unlike summary.activity_state, with which
-- this summary otherwise agrees, it includes regions that are not expected. It takes one pass over
-- the activities, where joining two states would take two passes and a join.
CREATE MACRO summary.activity_pair(period, as_of := NULL) AS TABLE
WITH mapped AS (
    SELECT mapping.from_region AS region_code
    FROM summary.mapping_known(as_of := as_of) AS mapping
    UNION
    SELECT mapping.to_region AS region_code
    FROM summary.mapping_known(as_of := as_of) AS mapping
),

report AS (  -- each pair of periods, with the reports up to the later one
    SELECT
        pair.programme,
        pair.period,
        pair.period_before,
        in_force.period AS told_period,
        told.place * 1000000000000 + 999999000000 AS place,
        told.place < pair.place AS is_earlier,
        in_force.region_code,
        in_force.submission
    FROM summary.calendar(as_of := as_of) AS pair
    JOIN reference.period AS told
        ON told.programme = pair.programme AND told.place <= pair.place
    JOIN summary.submission_in_force(NULL, as_of := as_of) AS in_force
        ON in_force.period = told.code
    WHERE pair.period_before IS NOT NULL AND (period IS NULL OR pair.period = period)
),

told AS (
    SELECT
        report.period,
        report.is_earlier,
        report.region_code,
        lower(activity.activity_id) AS activity_key,
        report.place + category.place * 1000 + status.place AS told
    FROM (
        SELECT
            report.programme,
            report.period,
            report.is_earlier,
            report.region_code,
            report.place,
            report.submission
        FROM report
        ANTI JOIN mapped
            ON mapped.region_code = report.region_code
    ) AS report
    JOIN record.activity_status AS activity ON activity.submission = report.submission
    LEFT JOIN reference.category  -- no row is missing; a LEFT JOIN keeps the joins independent
        ON category.programme = report.programme AND category.code = activity.category
    LEFT JOIN reference.status
        ON status.programme = report.programme AND status.code = activity.status
),

plain AS (  -- regions without mappings from or to them: nearly all
    SELECT
        told.period,
        told.region_code,
        told.activity_key,
        max(told.told) AS latest,
        max(told.told) FILTER (WHERE told.is_earlier) AS latest_before
    FROM told
    GROUP BY told.period, told.region_code, told.activity_key
),

told_mapped AS (
    SELECT
        report.programme,
        report.period,
        report.period_before,
        report.told_period,
        report.is_earlier,
        report.region_code,
        lower(activity.activity_id) AS activity_key,
        report.place + category.place * 1000 + status.place AS told
    FROM report
    JOIN mapped
        ON mapped.region_code = report.region_code
    JOIN record.activity_status AS activity ON activity.submission = report.submission
    JOIN reference.category
        ON category.programme = report.programme AND category.code = activity.category
    JOIN reference.status
        ON status.programme = report.programme AND status.code = activity.status
),

coded AS (  -- the other regions, with the code of each activity in both periods
    SELECT
        told.programme,
        told.period,
        told.period_before,
        coalesce(now.to_region, told.region_code) AS region_code,
        lower(coalesce(now.to_id, told.activity_key)) AS activity_key,
        coalesce(before.to_region, told.region_code) AS region_before,
        lower(coalesce(before.to_id, told.activity_key)) AS key_before,
        told.told - coalesce(now.place, 0) * 1000000 AS told,
        CASE
            WHEN told.is_earlier THEN told.told - coalesce(before.place, 0) * 1000000
        END AS told_before
    FROM told_mapped AS told
    LEFT JOIN summary.mapping_in_force(NULL, as_of := as_of) AS now
        ON now.period = told.period
        AND now.from_region = told.region_code
        AND now.from_key = told.activity_key
        AND now.since > told.told_period
    LEFT JOIN summary.mapping_in_force(NULL, as_of := as_of) AS before
        ON before.period = told.period_before
        AND before.from_region = told.region_code
        AND before.from_key = told.activity_key
        AND before.since > told.told_period
),

joined AS (
    SELECT
        coded.period,
        coded.region_code,
        coded.activity_key,
        coded.region_before,
        coded.key_before,
        max(coded.told) AS latest,
        max(coded.told_before) FILTER (WHERE register.region_code IS NOT NULL) AS latest_before
    FROM coded
    LEFT JOIN reference.register
        ON register.programme = coded.programme
        AND register.period = coded.period_before
        AND register.region_code = coded.region_before
    GROUP BY
        coded.period,
        coded.region_code,
        coded.activity_key,
        coded.region_before,
        coded.key_before
),

matched AS (
    SELECT
        joined.period,
        joined.region_code,
        joined.region_before,
        max(joined.latest) OVER (
            PARTITION BY joined.period, joined.region_code, joined.activity_key
        ) AS latest,
        joined.latest_before,
        row_number() OVER (
            PARTITION BY joined.period, joined.region_code, joined.activity_key
            ORDER BY
                joined.latest_before // 1000000000000 DESC NULLS LAST,
                (joined.region_before, joined.key_before)
                    <> (joined.region_code, joined.activity_key),
                joined.region_before,
                joined.key_before
        ) = 1 AS is_first
    FROM joined
),

pair AS (
    SELECT
        plain.period,
        plain.region_code,
        plain.region_code AS region_before,
        plain.latest,
        plain.latest_before
    FROM plain
    UNION ALL
    SELECT
        matched.period,
        matched.region_code,
        CASE
            WHEN matched.latest_before IS NULL THEN matched.region_code
            ELSE matched.region_before
        END AS region_before,
        CASE WHEN matched.is_first THEN matched.latest END AS latest,
        matched.latest_before
    FROM matched
    WHERE matched.is_first OR matched.latest_before IS NOT NULL
)

SELECT
    pair.period,
    calendar.period_before,
    pair.region_code,
    pair.region_before,
    pair.latest % 1000000 AS told,
    pair.latest // 1000000000000 = calendar.place AS is_reported,
    pair.latest_before % 1000000 AS told_before,
    pair.latest_before // 1000000000000 = calendar.place - 1 AS was_reported
FROM pair
JOIN summary.calendar(as_of := as_of) AS calendar ON calendar.period = pair.period;
