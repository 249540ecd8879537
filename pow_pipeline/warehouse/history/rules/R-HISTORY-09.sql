-- One row is an activity that has the same status as before and no explanation, although its status
-- requires one when it is repeated.
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
    AND new_activity.status = new_activity.known_status
