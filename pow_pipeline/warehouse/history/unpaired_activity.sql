-- One row is an activity that is new in a report, or a known activity that the report leaves out. A
-- new and a missing activity may be the same activity under another id. Left out: activities that
-- R-HISTORY-11 asks about, and reports without new or without missing activities.
CREATE OR REPLACE TEMP TABLE unpaired_activity AS
WITH new AS (
    SELECT
        reported_activity.submission,
        reported_activity.delivery,
        reported_activity.activity_id,
        reported_activity.activity_name,
        reported_activity.category,
        reported_activity.kind
    FROM reported_activity
    ANTI JOIN resembling_activity AS resembling
        ON resembling.new_submission = reported_activity.submission
        AND resembling.activity_id = reported_activity.activity_id
    WHERE reported_activity.known_period IS NULL
),

missing AS (
    SELECT
        known.new_submission AS submission,
        known.delivery,
        known.activity_id,
        known.activity_name,
        known.category,
        known.kind
    FROM known_activity AS known
    SEMI JOIN new ON new.submission = known.new_submission
    ANTI JOIN reported_activity
        ON reported_activity.submission = known.new_submission
        AND lower(reported_activity.activity_id) = known.activity_key
    ANTI JOIN resembling_activity AS resembling
        ON resembling.new_submission = known.new_submission
        AND resembling.known_key = known.activity_key
)

SELECT 'new' AS side, new.* FROM new SEMI JOIN missing ON missing.submission = new.submission
UNION ALL
SELECT 'missing' AS side, missing.* FROM missing;
