-- If one of two activities with the same id has moved to another id (`changed_id` with
-- `is_overlapping`), the activity of the new report is not compared with the known one: they are
-- different activities. R-HISTORY-13 asks about them.
UPDATE reported_activity
SET
    known_name = NULL,
    known_category = NULL,
    known_status = NULL,
    known_kind = NULL,
    known_place = NULL,
    known_word = NULL,
    known_period = NULL
FROM changed_id
WHERE
    changed_id.is_overlapping
    AND changed_id.submission = reported_activity.submission
    AND lower(reported_activity.activity_id) IN (lower(changed_id.old), lower(changed_id.new));
