-- One row is a submission without an accepted result for its delivery, region and period, or
-- without the bytes of the delivery.
SELECT checked.submission, checked.delivery, checked.event, delivery.sha256, result.outcome
FROM checked
LEFT JOIN record.delivery USING (delivery)
LEFT JOIN record.result
    ON result.delivery = checked.delivery AND result.event = checked.event
WHERE
    result.outcome IS DISTINCT FROM 'accepted'
    OR coalesce(delivery.sha256, '') = ''
    OR (result.region_code, result.period) <> (checked.region_code, checked.period)
