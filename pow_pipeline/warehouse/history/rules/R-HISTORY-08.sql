-- One row is an activity that has a worse status than before and no explanation, although its
-- status requires one when it becomes worse.
SELECT
    reported_activity.delivery,
    reported_activity.sheet,
    reported_activity.explanation_cell AS cell,
    reported_activity.activity_id,
    reported_activity.activity_name,
    '' AS found,
    [reported_activity.known_word, reported_activity.known_period] AS expected
FROM reported_activity
WHERE
    reported_activity.asks = 'when_worse_or_again'
    AND reported_activity.explanation = ''
    AND reported_activity.known_kind = 'scale'
    AND reported_activity.place > reported_activity.known_place
