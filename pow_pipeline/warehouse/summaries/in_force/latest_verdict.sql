-- One row is the latest validation result of one delivery at event as_of (the present when NULL).
-- Left out: deliveries that were not validated by then.
CREATE MACRO summary.latest_verdict(as_of := NULL) AS TABLE
SELECT
    verdict.delivery,
    verdict.event,
    verdict.outcome,
    verdict.stage,
    verdict.region_code,
    verdict.period,
    verdict.errors,
    verdict.queries,
    verdict.duplicate_of,
    verdict.programme,
    verdict.attempts
FROM record.verdict
WHERE as_of IS NULL OR verdict.event <= as_of
QUALIFY row_number() OVER (PARTITION BY verdict.delivery ORDER BY verdict.event DESC) = 1;
