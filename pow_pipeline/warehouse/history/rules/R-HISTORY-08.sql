-- One row is an activity that has a worse status than before and no explanation, although its
-- status requires one when it becomes worse.
SELECT
    new_activity.delivery,
    new_activity.sheet,
    new_activity.explanation_cell AS cell,
    new_activity.activity_id,
    new_activity.activity_name,
    '' AS found,
    [new_activity.known_word, new_activity.known_period] AS expected
FROM new_activity
WHERE
    new_activity.asks = 'when_worse_or_again'
    AND new_activity.explanation = ''
    AND new_activity.known_kind = 'scale'
    AND new_activity.place > new_activity.known_place
