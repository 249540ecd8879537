-- One row is one activity at the end of one period, from the first period in which it was reported,
-- in its state then, as in summary.activity_state. `run` is the number of consecutive periods, up
-- to this one, in which it was in that state. `is_long_at_worst` is true if it was on the last
-- status of the scale for two or more periods.
-- Rows have the code of their own period. `current_region` and `current_id` are the code of the
-- activity in the last period requested; they link the rows, so that a run continues through a
-- mapping. If several activities were mapped into one, the run continues from the one that already
-- had that code, otherwise from the first by code.
-- All periods up to `period` are included, or all when NULL; the state is that at event as_of, or
-- the present when NULL. Left out: regions that are not expected.
CREATE MACRO summary.activity_history(period, as_of := NULL) AS TABLE
WITH last AS (
    SELECT max(calendar.period) AS period
    FROM summary.calendar(as_of := as_of) AS calendar
    WHERE period IS NULL OR calendar.period <= period
),

red AS (
    SELECT max_by(status.code, status.place) AS code
    FROM reference.status
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = status.programme
    WHERE status.kind = 'scale'
),

stood AS (
    SELECT
        activity.period,
        calendar.place,
        activity.region_code,
        activity.activity_key,
        activity.activity_id,
        activity.activity_name,
        activity.category,
        activity.state,
        activity.submission,
        coalesce(mapping.to_region, activity.region_code) AS current_region,
        coalesce(mapping.to_id, activity.activity_id) AS current_id,
        lower(coalesce(mapping.to_id, activity.activity_id)) AS current_key
    FROM summary.activity_state(NULL, as_of := as_of) AS activity
    JOIN summary.calendar(as_of := as_of) AS calendar ON calendar.period = activity.period
    JOIN last ON activity.period <= last.period
    LEFT JOIN summary.mapping_in_force(NULL, as_of := as_of) AS mapping
        ON mapping.period = last.period
        AND mapping.from_region = activity.region_code
        AND mapping.from_key = activity.activity_key
        AND mapping.since > activity.period
),

lined AS (  -- one line per activity, and one per activity that was mapped into another
    SELECT
        stood.period,
        stood.place,
        stood.region_code,
        stood.activity_id,
        stood.activity_name,
        stood.category,
        stood.state,
        stood.submission,
        stood.current_region,
        stood.current_id,
        CASE
            WHEN row_number() OVER (
                PARTITION BY stood.place, stood.current_region, stood.current_key
                ORDER BY
                    (stood.region_code, stood.activity_key)
                        <> (stood.current_region, stood.current_key),
                    stood.region_code,
                    stood.activity_key
            ) = 1
            THEN (stood.current_region, stood.current_key, NULL, NULL)
            ELSE (
                stood.current_region, stood.current_key, stood.region_code, stood.activity_key
            )
        END AS line
    FROM stood
),

streak AS (
    SELECT
        lined.period,
        lined.place,
        lined.region_code,
        lined.activity_id,
        lined.activity_name,
        lined.category,
        lined.state,
        lined.submission,
        lined.current_region,
        lined.current_id,
        lined.line,
        lined.place
        - row_number() OVER (PARTITION BY lined.line, lined.state ORDER BY lined.place) AS began
    FROM lined
),

counted AS (
    SELECT
        streak.period,
        streak.region_code,
        streak.activity_id,
        streak.activity_name,
        streak.category,
        streak.state,
        streak.submission,
        streak.current_region,
        streak.current_id,
        row_number() OVER (
            PARTITION BY streak.line, streak.state, streak.began ORDER BY streak.place
        ) AS run
    FROM streak
)

SELECT
    counted.period,
    counted.region_code,
    counted.activity_id,
    counted.activity_name,
    counted.category,
    counted.state,
    counted.run,
    counted.run >= 2 AND counted.state = red.code AS is_long_at_worst,
    counted.submission,
    counted.current_region,
    counted.current_id
FROM counted
CROSS JOIN red
ORDER BY counted.current_region, counted.current_id, counted.period;

CREATE VIEW summary.activity_history AS
SELECT
    period,
    region_code,
    activity_id,
    activity_name,
    category,
    state,
    run,
    is_long_at_worst,
    submission,
    current_region,
    current_id
FROM summary.activity_history(NULL);

COMMENT ON VIEW summary.activity_history IS 'One row is one activity by the end of one period, from the first in which it was reported on.';
COMMENT ON COLUMN summary.activity_history.period IS 'The period.';
COMMENT ON COLUMN summary.activity_history.region_code IS 'The region that it belonged to then.';
COMMENT ON COLUMN summary.activity_history.activity_id IS 'The id that it had then.';
COMMENT ON COLUMN summary.activity_history.activity_name IS 'Its name, as last reported by then.';
COMMENT ON COLUMN summary.activity_history.category IS 'Code of its category, as last reported by then.';
COMMENT ON COLUMN summary.activity_history.state IS 'Code of its status, or not_received; what has ended stays so without being reported.';
COMMENT ON COLUMN summary.activity_history.run IS 'The number of periods in a row, up to this one, in which it stood so.';
COMMENT ON COLUMN summary.activity_history.is_long_at_worst IS 'Whether it has stood on the last status of the scale for two periods or more.';
COMMENT ON COLUMN summary.activity_history.submission IS 'The report that said so last.';
COMMENT ON COLUMN summary.activity_history.current_region IS 'The region under which it goes on in the last period.';
COMMENT ON COLUMN summary.activity_history.current_id IS 'The id under which it goes on in the last period.';
