-- One row is a validation of a delivery of one of the senders $senders for which feedback was
-- recorded, in order of event and arrival.
SELECT result.event, result.programme, result.delivery
FROM record.result
JOIN record.delivery USING (delivery)
SEMI JOIN record.feedback ON feedback.validated = result.event
WHERE delivery.sender IN (SELECT unnest($senders))
ORDER BY result.event, delivery.sequence
