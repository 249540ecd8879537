-- The only row is the last validated event before feedback on event $validated was recorded: all
-- events up to it were validated before the senders got feedback.
SELECT max(event.number) AS last
FROM record.event
WHERE
    event.type = 'validated'
    AND (
        NOT EXISTS (FROM record.feedback WHERE feedback.validated = $validated)
        OR event.number < (
            SELECT min(feedback.event)
            FROM record.feedback
            WHERE feedback.validated = $validated
        )
    )
