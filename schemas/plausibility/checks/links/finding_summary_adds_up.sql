-- One row is a rule whose findings do not add up from the regions to the programme, or with more
-- corrected deliveries than deliveries.
SELECT
    rule,
    stage,
    severity,
    sum(findings) FILTER (scope = 'region')::BIGINT AS regions,
    sum(findings) FILTER (scope = 'programme')::BIGINT AS programme,
    sum(corrected) FILTER (scope = 'programme')::BIGINT AS corrected,
    sum(deliveries) FILTER (scope = 'programme')::BIGINT AS deliveries
FROM checked
GROUP BY rule, stage, severity
HAVING regions IS DISTINCT FROM programme OR corrected > deliveries
