-- One row is a finding, an answer to a query, or a result that refers to something that does not
-- exist: the first two to a result, the last one to a delivery.
SELECT 'finding' AS fact, delivery, event, count(*) AS facts
FROM record.finding
ANTI JOIN checked USING (delivery, event)
GROUP BY delivery, event
UNION ALL
SELECT 'answer' AS fact, delivery, event, count(*) AS facts
FROM record.query_answer
ANTI JOIN checked USING (delivery, event)
GROUP BY delivery, event
UNION ALL
SELECT 'result' AS fact, delivery, event, count(*) AS facts
FROM checked
ANTI JOIN record.delivery USING (delivery)
GROUP BY delivery, event
