-- One row is an activity that has the same status as before and no explanation, although its status
-- requires one when it is repeated.
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
    AND reported_activity.status = reported_activity.known_status
