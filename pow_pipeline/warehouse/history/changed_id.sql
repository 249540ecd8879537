-- One row is an activity that has another id in a new report than before. Activities are matched by
-- name and category; the name must be unique in its category, both in the report and among the
-- known activities. `name_key` compares names in the same way as the rest of the program.
-- `is_overlapping` is true if the old id is still reported or the new id was already known: at least
-- one of the two ids then belongs to another activity, and no mapping can represent that.
-- Left out: activities that had ended, unless they have ended in the report as well, and activities
-- without a name.
CREATE OR REPLACE TEMP TABLE changed_id AS
WITH new AS (
    SELECT
        reported_activity.submission,
        reported_activity.delivery,
        reported_activity.activity_id,
        reported_activity.activity_name,
        reported_activity.category,
        reported_activity.kind,
        reported_activity.known_period,
        name_key.key
    FROM reported_activity
    JOIN name_key ON name_key.name = reported_activity.activity_name
    WHERE name_key.key <> ''
    QUALIFY
        count(*) OVER (
            PARTITION BY reported_activity.submission, reported_activity.category, name_key.key
        ) = 1
),

known AS (
    SELECT
        known_activity.new_submission AS submission,
        known_activity.activity_key,
        known_activity.activity_id,
        known_activity.category,
        known_activity.kind,
        name_key.key
    FROM known_activity
    JOIN name_key ON name_key.name = known_activity.activity_name
    QUALIFY
        count(*) OVER (
            PARTITION BY known_activity.new_submission, known_activity.category, name_key.key
        ) = 1
)

SELECT
    new.submission,
    new.delivery,
    known.activity_id AS old,
    new.activity_id AS new,
    new.activity_name AS label,
    new.known_period IS NOT NULL OR reported.activity_id IS NOT NULL AS is_overlapping
FROM new
JOIN known
    ON known.submission = new.submission
    AND known.category = new.category
    AND known.key = new.key
    AND known.activity_key <> lower(new.activity_id)
    AND (known.kind <> 'final' OR new.kind = 'final')
LEFT JOIN reported_activity AS reported
    ON reported.submission = known.submission
    AND lower(reported.activity_id) = known.activity_key;
