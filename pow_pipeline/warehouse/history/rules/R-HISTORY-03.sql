-- One row is an activity whose status on the scale moved by two steps or more.
SELECT
    new_activity.delivery,
    new_activity.sheet,
    new_activity.status_cell AS cell,
    new_activity.activity_id,
    new_activity.activity_name,
    new_activity.word AS found,
    [new_activity.known_word, new_activity.known_period] AS expected
FROM new_activity
WHERE
    new_activity.kind = 'scale'
    AND new_activity.known_kind = 'scale'
    AND abs(new_activity.place - new_activity.known_place) >= 2
