-- One row is an activity that was reported by the end of a period, with its last reported state at
-- that time and at the end of the previous period. `packed` and `packed_before` are the place of
-- the category * 1000 + the place of the status. `is_reported` and `was_reported` are true if it was
-- reported in the period itself. The values are empty if it was not known.
-- A mapped activity has its new code; `region_before` is its earlier region. If several activities
-- were mapped into one, its present state is paired with the one that was reported last before, and
-- among those with the one that already had that code. All periods are included when period is
-- NULL; the state is that at event as_of, or now if NULL.
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
        in_force.period AS report_period,
        reported.place * 1000000000000 + 999999000000 AS place,
        reported.place < pair.place AS is_earlier,
        in_force.region_code,
        in_force.submission
    FROM summary.calendar(as_of := as_of) AS pair
    JOIN reference.period AS reported
        ON reported.programme = pair.programme AND reported.place <= pair.place
    JOIN summary.submission_in_force(NULL, as_of := as_of) AS in_force
        ON in_force.period = reported.code
    WHERE pair.period_before IS NOT NULL AND (period IS NULL OR pair.period = period)
),

state AS (
    SELECT
        report.period,
        report.is_earlier,
        report.region_code,
        lower(activity.activity_id) AS activity_key,
        report.place + category.place * 1000 + status.place AS packed
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
        state.period,
        state.region_code,
        state.activity_key,
        max(state.packed) AS latest,
        max(state.packed) FILTER (WHERE state.is_earlier) AS latest_before
    FROM state
    GROUP BY state.period, state.region_code, state.activity_key
),

mapped_state AS (
    SELECT
        report.programme,
        report.period,
        report.period_before,
        report.report_period,
        report.is_earlier,
        report.region_code,
        lower(activity.activity_id) AS activity_key,
        report.place + category.place * 1000 + status.place AS packed
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
        state.programme,
        state.period,
        state.period_before,
        coalesce(now.to_region, state.region_code) AS region_code,
        lower(coalesce(now.to_id, state.activity_key)) AS activity_key,
        coalesce(before.to_region, state.region_code) AS region_before,
        lower(coalesce(before.to_id, state.activity_key)) AS key_before,
        state.packed - coalesce(now.place, 0) * 1000000 AS packed,
        CASE
            WHEN state.is_earlier THEN state.packed - coalesce(before.place, 0) * 1000000
        END AS packed_before
    FROM mapped_state AS state
    LEFT JOIN summary.mapping_in_force(NULL, as_of := as_of) AS now
        ON now.period = state.period
        AND now.from_region = state.region_code
        AND now.from_key = state.activity_key
        AND now.since > state.report_period
    LEFT JOIN summary.mapping_in_force(NULL, as_of := as_of) AS before
        ON before.period = state.period_before
        AND before.from_region = state.region_code
        AND before.from_key = state.activity_key
        AND before.since > state.report_period
),

joined AS (
    SELECT
        coded.period,
        coded.region_code,
        coded.activity_key,
        coded.region_before,
        coded.key_before,
        max(coded.packed) AS latest,
        max(coded.packed_before) FILTER (WHERE register.region_code IS NOT NULL) AS latest_before
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
    pair.latest % 1000000 AS packed,
    pair.latest // 1000000000000 = calendar.place AS is_reported,
    pair.latest_before % 1000000 AS packed_before,
    pair.latest_before // 1000000000000 = calendar.place - 1 AS was_reported
FROM pair
JOIN summary.calendar(as_of := as_of) AS calendar ON calendar.period = pair.period;
