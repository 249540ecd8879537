-- The only row is the number of deliveries that were received and not validated. Left out: erased
-- deliveries.
SELECT count(*) AS deliveries
FROM record.delivery
ANTI JOIN record.result USING (delivery)
ANTI JOIN (
    SELECT delivery FROM record.decision WHERE decision = 'erase'
) AS erased USING (delivery)
