-- One row is the latest validation result of one delivery at event as_of (now, if NULL).
-- Left out: deliveries that were not validated by then.
CREATE MACRO summary.latest_result(as_of := NULL) AS TABLE
SELECT
    result.delivery,
    result.event,
    result.outcome,
    result.stage,
    result.region_code,
    result.period,
    result.errors,
    result.queries,
    result.duplicate_of,
    result.programme,
    result.attempts
FROM record.result
WHERE as_of IS NULL OR result.event <= as_of
QUALIFY row_number() OVER (PARTITION BY result.delivery ORDER BY result.event DESC) = 1;
