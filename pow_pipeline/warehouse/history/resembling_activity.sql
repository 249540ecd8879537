-- One row is an activity of a new report whose id was never reported before, but resembles the id
-- of a known activity that the report leaves out, such as 7 and 007. Each activity is in at most
-- one row.
CREATE OR REPLACE TEMP TABLE resembling_activity AS
SELECT
    known.new_submission,
    reported_activity.delivery,
    reported_activity.sheet,
    reported_activity.activity_id_cell,
    reported_activity.activity_id,
    reported_activity.activity_name,
    known.activity_key AS known_key,
    known.activity_id AS known_id,
    known.period AS known_period
FROM reported_activity
JOIN known_activity AS known
    ON known.new_submission = reported_activity.submission
    AND resemblance_key(known.activity_key) = resemblance_key(lower(reported_activity.activity_id))
ANTI JOIN reported_activity AS reported
    ON reported.submission = known.new_submission
    AND lower(reported.activity_id) = known.activity_key
WHERE reported_activity.known_period IS NULL
QUALIFY
    row_number() OVER (
        PARTITION BY known.new_submission, reported_activity.activity_id
        ORDER BY known.period DESC, known.activity_key
    ) = 1
    AND row_number() OVER (
        PARTITION BY known.new_submission, known.activity_key ORDER BY reported_activity.activity_id
    ) = 1;
