-- One row is one old code of an activity (region and id), and the code that the activity has in
-- `period` instead: what was reported under the old code in periods before `since` is known under
-- the new one in `period`. Steps that follow each other in time are taken together; those that take
-- effect in the same period are taken at once, so that two activities can change codes. All periods
-- when period is NULL; by the programme in force at event as_of, the present when NULL.
CREATE MACRO summary.mapping_in_force(period, as_of := NULL) AS TABLE
WITH RECURSIVE programme AS (
    SELECT each.programme
    FROM summary.programme_in_force(as_of := as_of) AS each
),

asked AS (
    SELECT period_of.code AS period
    FROM reference.period AS period_of
    JOIN programme USING (programme)
    WHERE period IS NULL OR period_of.code = period
),

step AS (
    SELECT
        mapping.period,
        mapping.from_region,
        lower(mapping.from_id) AS from_key,
        mapping.to_region,
        mapping.to_id
    FROM reference.mapping
    JOIN programme USING (programme)
),

followed AS (
    SELECT
        asked.period,
        step.from_region,
        step.from_key,
        step.period AS since,
        step.period AS latest,
        step.to_region,
        step.to_id
    FROM asked
    JOIN step ON step.period <= asked.period
    UNION ALL
    SELECT
        followed.period,
        followed.from_region,
        followed.from_key,
        followed.since,
        step.period AS latest,
        step.to_region,
        step.to_id
    FROM followed
    JOIN step
        ON step.from_region = followed.to_region
        AND step.from_key = lower(followed.to_id)
        AND step.period > followed.latest
        AND step.period <= followed.period
)

SELECT
    followed.period,
    followed.from_region,
    followed.from_key,
    followed.since,
    followed.to_region,
    followed.to_id
FROM followed
QUALIFY row_number() OVER (
    PARTITION BY followed.period, followed.from_region, followed.from_key
    ORDER BY followed.latest DESC
) = 1;
