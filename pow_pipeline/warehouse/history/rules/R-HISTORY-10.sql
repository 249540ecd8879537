-- One row is a report with activities whose status might be explained, though nothing asks for it:
-- it is neither worse nor the same as before.
SELECT
    new_activity.delivery,
    new_activity.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    list(new_activity.activity_id ORDER BY new_activity.activity_id) AS expected
FROM new_activity
WHERE
    new_activity.asks = 'when_worse_or_again'
    AND new_activity.explanation = ''
    AND new_activity.status IS DISTINCT FROM new_activity.known_status
    AND NOT coalesce(
        new_activity.known_kind = 'scale' AND new_activity.place > new_activity.known_place, false
    )
GROUP BY new_activity.delivery, new_activity.sheet
