-- One row is a delivery that does not have five stages, or whose stages do not add up to its
-- findings in the record.
WITH delivery AS (
    SELECT
        delivery,
        count(*) AS stages,
        sum(errors + queries + notices)::BIGINT AS findings
    FROM checked
    GROUP BY delivery
)

SELECT delivery.delivery, delivery.stages, delivery.findings, count(finding.rule) AS in_record
FROM delivery
LEFT JOIN summary.latest_result() AS result USING (delivery)
LEFT JOIN record.finding
    ON finding.delivery = result.delivery AND finding.event = result.event
GROUP BY ALL
HAVING delivery.stages <> 5 OR delivery.findings <> in_record
