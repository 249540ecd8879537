-- One row is one activity known by the end of a period or of the one before it in the calendar, and
-- how it stood in both, as summary.activity_state tells; what is empty was not known. An activity
-- that was mapped in between is compared under its new code, so `region_code` is the region that it
-- belongs to now. Where several were mapped into one, the one that was reported last is compared, and
-- of these the one under that code itself; the others end. All periods when period is NULL; the state
-- at event as_of, the present when NULL. Left out: the first period, which nothing comes before.
CREATE MACRO summary.activity_comparison(period, as_of := NULL) AS TABLE
WITH pair AS (
    SELECT each.period, each.period_before
    FROM summary.calendar(as_of := as_of) AS each
    WHERE each.period_before IS NOT NULL AND (period IS NULL OR each.period = period)
),

current AS (
    SELECT
        pair.period,
        activity.region_code,
        activity.activity_key,
        activity.category,
        activity.state,
        CASE WHEN activity.state <> 'not_received' THEN activity.kind END AS kind
    FROM summary.activity_state(period, as_of := as_of) AS activity
    JOIN pair ON pair.period = activity.period
),

earlier AS (
    SELECT
        pair.period,
        activity.region_code AS told_region,
        coalesce(mapping.to_region, activity.region_code) AS region_code,
        coalesce(lower(mapping.to_id), activity.activity_key) AS activity_key,
        activity.category,
        activity.state,
        CASE WHEN activity.state <> 'not_received' THEN activity.kind END AS kind,
        mapping.to_id IS NOT NULL AS is_mapped,
        activity.last_period,
        activity.activity_key AS told_key
    FROM summary.activity_state(
        summary.period_before(period, as_of := as_of), as_of := as_of
    ) AS activity
    JOIN pair ON pair.period_before = activity.period
    LEFT JOIN summary.mapping_in_force(period, as_of := as_of) AS mapping
        ON mapping.period = pair.period
        AND mapping.from_region = activity.region_code
        AND mapping.from_key = activity.activity_key
        AND mapping.since = pair.period
),

mapped_into AS (  -- few: only what stands under a code that something was mapped to
    SELECT earlier.period, earlier.told_region, earlier.told_key
    FROM earlier
    SEMI JOIN earlier AS mapped
        ON mapped.is_mapped
        AND mapped.period = earlier.period
        AND mapped.region_code = earlier.region_code
        AND mapped.activity_key = earlier.activity_key
    QUALIFY row_number() OVER (
        PARTITION BY earlier.period, earlier.region_code, earlier.activity_key
        ORDER BY
            earlier.last_period DESC, earlier.is_mapped, earlier.told_region, earlier.told_key
    ) > 1
),

before AS (
    SELECT
        earlier.period,
        earlier.told_region,
        earlier.region_code,
        CASE WHEN ended.told_key IS NULL THEN earlier.activity_key END AS activity_key,
        earlier.category,
        earlier.state,
        earlier.kind,
        earlier.is_mapped
    FROM earlier
    LEFT JOIN mapped_into AS ended
        ON ended.period = earlier.period
        AND ended.told_region = earlier.told_region
        AND ended.told_key = earlier.told_key
)

SELECT
    coalesce(current.period, before.period) AS period,
    coalesce(current.region_code, before.region_code) AS region_code,
    coalesce(before.told_region, current.region_code) AS region_before,
    coalesce(current.activity_key, before.activity_key) AS activity_key,
    before.category AS category_before,
    before.state AS state_before,
    before.kind AS kind_before,
    current.category,
    current.state,
    current.kind,
    coalesce(before.is_mapped, false) AS is_mapped
FROM current
FULL JOIN before
    ON before.period = current.period
    AND before.region_code = current.region_code
    AND before.activity_key = current.activity_key;
