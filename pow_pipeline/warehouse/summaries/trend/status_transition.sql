-- One row is one transition of activities from their state in the previous period (status_before)
-- to their state in a period (status), in one category or in the total, for one region or the
-- programme, with the number of activities. Besides the states of the programme, an activity can be
-- not_received (known but not reported), not_known, or in other_category. `movement` is the effect
-- on the scale: within (on the scale in both periods), entry, exit, or outside (in neither). `kind`
-- is the first reason that applies:
--   entry: register (the region was not expected before), region_back (it had not reported),
--     category_changed, started (not started, or ended, before), new (or reported again);
--   exit: register, region_silent, category_changed, the code of the state that it went to (finished,
--     stopped, back to not started), left_out.
-- The total ignores categories, so a change of category has no effect there. A mapped activity
-- counts for the region that it belongs to now. Left out: transitions without activities, rows of
-- regions that are not expected in the period, and the first period.
CREATE MACRO summary.status_transition(period, as_of := NULL) AS TABLE
WITH status AS (
    SELECT
        status.code,
        status.place,
        status.kind,
        row_number() OVER (PARTITION BY status.kind ORDER BY status.place) AS rank
    FROM reference.status
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = status.programme
),

category AS (
    SELECT category.code, category.place
    FROM reference.category
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = category.programme
),

region AS (  -- regions expected in each period, and whether they reported
    SELECT register.period, register.region_code, in_force.submission IS NOT NULL AS has_reported
    FROM reference.register
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = register.programme
    LEFT JOIN summary.submission_in_force(NULL, as_of := as_of) AS in_force
        ON in_force.period = register.period AND in_force.region_code = register.region_code
),

compared AS (  -- the only pass over the activities
    SELECT
        pair.period,
        pair.period_before,
        pair.region_code,
        pair.region_before,
        pair.told,
        pair.is_reported,
        pair.told_before,
        pair.was_reported,
        count(*) AS activities
    FROM summary.activity_pair(period, as_of := as_of) AS pair
    GROUP BY ALL
),

known AS (  -- activities of regions that are not expected are not known
    SELECT
        compared.period,
        is_now.region_code,  -- empty if not expected: only counts for the programme
        compared.is_reported,
        compared.was_reported,
        CASE WHEN is_now.region_code IS NOT NULL THEN compared.told END AS told,
        CASE WHEN was.region_code IS NOT NULL THEN compared.told_before END AS told_before,
        CASE
            WHEN was.region_code IS NULL THEN 'register'
            WHEN NOT was.has_reported THEN 'region_back'
        END AS entered,
        CASE
            WHEN is_now.region_code IS NULL THEN 'register'
            WHEN NOT is_now.has_reported THEN 'region_silent'
        END AS left_by,
        compared.activities
    FROM compared
    LEFT JOIN region AS was
        ON was.period = compared.period_before AND was.region_code = compared.region_before
    LEFT JOIN region AS is_now
        ON is_now.period = compared.period AND is_now.region_code = compared.region_code
),

seen AS (
    SELECT
        known.period,
        known.region_code,
        category_before.code AS category_before,
        CASE
            WHEN known.was_reported OR before.kind = 'final' THEN before.code
            ELSE 'not_received'
        END AS state_before,
        CASE WHEN known.was_reported OR before.kind = 'final' THEN before.kind END AS kind_before,
        category.code AS category,
        CASE
            WHEN known.is_reported OR now.kind = 'final' THEN now.code
            ELSE 'not_received'
        END AS state,
        CASE WHEN known.is_reported OR now.kind = 'final' THEN now.kind END AS kind,
        known.entered,
        known.left_by,
        known.activities
    FROM known
    LEFT JOIN category AS category_before ON category_before.place = known.told_before // 1000
    LEFT JOIN status AS before ON before.place = known.told_before % 1000
    LEFT JOIN category ON category.place = known.told // 1000
    LEFT JOIN status AS now ON now.place = known.told % 1000
    WHERE known.told_before IS NOT NULL OR known.told IS NOT NULL
),

asked AS (  -- each activity once in the total and in each category it was or is in
    SELECT
        unnest(list_distinct(['total', seen.category_before, seen.category])) AS asked_category,
        seen.period,
        seen.region_code,
        seen.category_before,
        seen.state_before,
        seen.kind_before,
        seen.category,
        seen.state,
        seen.kind,
        seen.entered,
        seen.left_by,
        seen.activities
    FROM seen
),

placed AS (
    SELECT
        asked.period,
        asked.region_code,
        asked.asked_category AS category,
        CASE
            WHEN asked.category_before IS NULL THEN 'not_known'
            WHEN asked.asked_category IN ('total', asked.category_before) THEN asked.state_before
            ELSE 'other_category'
        END AS status_before,
        CASE
            WHEN asked.category IS NULL THEN 'not_known'
            WHEN asked.asked_category IN ('total', asked.category) THEN asked.state
            ELSE 'other_category'
        END AS status,
        coalesce(
            asked.kind_before = 'scale'
            AND asked.asked_category IN ('total', asked.category_before),
            false
        ) AS was_counted,
        coalesce(
            asked.kind = 'scale' AND asked.asked_category IN ('total', asked.category), false
        ) AS is_counted,
        CASE
            WHEN asked.entered IS NOT NULL THEN asked.entered
            WHEN asked.asked_category NOT IN ('total', asked.category_before)
            THEN 'category_changed'
            WHEN asked.kind_before IN ('open', 'final') THEN 'started'
            ELSE 'new'
        END AS entered,
        CASE
            WHEN asked.left_by IS NOT NULL THEN asked.left_by
            WHEN asked.asked_category NOT IN ('total', asked.category) THEN 'category_changed'
            WHEN asked.kind IN ('open', 'final') THEN asked.state
            ELSE 'left_out'
        END AS left_by,
        asked.activities
    FROM asked
),

moved AS (
    SELECT
        placed.period,
        placed.region_code,
        placed.category,
        placed.status_before,
        placed.status,
        CASE
            WHEN placed.was_counted = placed.is_counted THEN NULL
            WHEN placed.is_counted THEN placed.entered
            ELSE placed.left_by
        END AS kind,
        sum(placed.activities)::BIGINT AS activities
    FROM placed
    GROUP BY ALL
),

added AS (
    SELECT
        moved.period,
        'region' AS scope,
        moved.region_code,
        moved.category,
        moved.status_before,
        moved.status,
        moved.kind,
        moved.activities
    FROM moved
    WHERE moved.region_code IS NOT NULL
    UNION ALL
    SELECT
        moved.period,
        'programme' AS scope,
        NULL AS region_code,
        moved.category,
        moved.status_before,
        moved.status,
        moved.kind,
        sum(moved.activities)::BIGINT AS activities
    FROM moved
    GROUP BY ALL
)

SELECT
    added.period,
    calendar.period_before,
    added.scope,
    added.region_code,
    added.category,
    added.status_before,
    added.status,
    CASE
        WHEN before.kind = 'scale' AND now.kind = 'scale' THEN 'within'
        WHEN now.kind = 'scale' THEN 'entry'
        WHEN before.kind = 'scale' THEN 'exit'
        ELSE 'outside'
    END AS movement,
    added.kind,
    CASE
        WHEN before.kind <> 'scale' OR now.kind <> 'scale' THEN NULL
        WHEN now.place < before.place THEN 'improved'
        WHEN now.place > before.place THEN 'worsened'
        WHEN now.place = before.place THEN 'unchanged'
    END AS direction,
    CASE
        WHEN added.status <> 'other_category'
            AND (before.kind = 'open' OR (before.kind = 'scale' AND before.rank > 1))
        THEN coalesce(now.kind IN ('scale', 'final') AND now.rank = 1, false)
    END AS recovered,
    added.activities
FROM added
JOIN summary.calendar(as_of := as_of) AS calendar ON calendar.period = added.period
LEFT JOIN status AS before ON before.code = added.status_before
LEFT JOIN status AS now ON now.code = added.status;

CREATE VIEW summary.status_transition AS
SELECT
    period,
    period_before,
    scope,
    region_code,
    category,
    status_before,
    status,
    movement,
    kind,
    direction,
    recovered,
    activities
FROM summary.status_transition(NULL)
ORDER BY period, scope, region_code, category, status_before, status, kind;

COMMENT ON VIEW summary.status_transition IS 'One row is one way from how activities stood in the period before to how they stand now, and the number that went it.';
COMMENT ON COLUMN summary.status_transition.period IS 'The period.';
COMMENT ON COLUMN summary.status_transition.period_before IS 'The period before it in the calendar.';
COMMENT ON COLUMN summary.status_transition.scope IS 'programme for all regions together, region for one.';
COMMENT ON COLUMN summary.status_transition.region_code IS 'The region, empty for the programme.';
COMMENT ON COLUMN summary.status_transition.category IS 'Code of the category, or total, which looks at no category.';
COMMENT ON COLUMN summary.status_transition.status_before IS 'Code of the status before, or not_received, not_known or other_category.';
COMMENT ON COLUMN summary.status_transition.status IS 'Code of the status now, or not_received, not_known or other_category.';
COMMENT ON COLUMN summary.status_transition.movement IS 'within (on the scale in both periods), entry, exit, or outside (in neither).';
COMMENT ON COLUMN summary.status_transition.kind IS 'Why it came or left: register, region_back, category_changed, started, new; register, region_silent, category_changed, code of the status off the scale, left_out.';
COMMENT ON COLUMN summary.status_transition.direction IS 'improved, worsened or unchanged on the scale; empty when it is not within.';
COMMENT ON COLUMN summary.status_transition.recovered IS 'For what was not started or not on the first status of the scale: whether it now is, or has finished; empty for all else.';
COMMENT ON COLUMN summary.status_transition.activities IS 'The number of activities.';
