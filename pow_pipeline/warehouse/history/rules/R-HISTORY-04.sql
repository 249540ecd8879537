-- One row is an activity that had ended in its last report and has another status now.
SELECT
    reported_activity.delivery,
    reported_activity.sheet,
    reported_activity.status_cell AS cell,
    reported_activity.activity_id,
    reported_activity.activity_name,
    reported_activity.word AS found,
    [reported_activity.known_word, reported_activity.known_period] AS expected
FROM reported_activity
WHERE reported_activity.known_kind = 'final' AND reported_activity.status <> reported_activity.known_status
