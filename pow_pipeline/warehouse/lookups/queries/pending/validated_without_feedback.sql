-- One row is a validated event for which no feedback was recorded, in order.
SELECT event.number
FROM record.event
ANTI JOIN record.feedback ON feedback.validated = event.number
WHERE event.type = 'validated'
ORDER BY event.number
