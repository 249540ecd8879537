-- One row is an activity that had ended in its last report and has another status now.
SELECT
    new_activity.delivery,
    new_activity.sheet,
    new_activity.status_cell AS cell,
    new_activity.activity_id,
    new_activity.activity_name,
    new_activity.word AS found,
    [new_activity.known_word, new_activity.known_period] AS expected
FROM new_activity
WHERE new_activity.known_kind = 'final' AND new_activity.status <> new_activity.known_status
