-- One row is an activity whose status on the scale moved by two steps or more.
SELECT
    reported_activity.delivery,
    reported_activity.sheet,
    reported_activity.status_cell AS cell,
    reported_activity.activity_id,
    reported_activity.activity_name,
    reported_activity.word AS found,
    [reported_activity.known_word, reported_activity.known_period] AS expected
FROM reported_activity
WHERE
    reported_activity.kind = 'scale'
    AND reported_activity.known_kind = 'scale'
    AND abs(reported_activity.place - reported_activity.known_place) >= 2
