-- One row is one region that was given more time to report about a period by event as_of (ever when
-- NULL), with the last day that is on time then. Of several decisions the last that was taken counts.
CREATE MACRO summary.extension_in_force(period, as_of := NULL) AS TABLE
SELECT decision.region_code, decision.period, max_by(decision.until, decision.event) AS until
FROM record.decision
WHERE
    decision.decision = 'extend'
    AND (period IS NULL OR decision.period = period)
    AND (as_of IS NULL OR decision.event <= as_of)
GROUP BY decision.region_code, decision.period;
