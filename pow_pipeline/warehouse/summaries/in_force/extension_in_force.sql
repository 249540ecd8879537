-- One row is a region with an extension for a period, decided by event as_of (at any time when
-- NULL), and the last day that is then on time. Of several decisions, the last one applies.
CREATE MACRO summary.extension_in_force(period, as_of := NULL) AS TABLE
SELECT decision.region_code, decision.period, max_by(decision.until, decision.event) AS until
FROM record.decision
WHERE
    decision.decision = 'extend'
    AND (period IS NULL OR decision.period = period)
    AND (as_of IS NULL OR decision.event <= as_of)
GROUP BY decision.region_code, decision.period;
