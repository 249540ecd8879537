-- One row is one period whose figures are final: of its decisions final and reopen the last one is
-- final. `event` is the event of that decision.
-- All periods; the state at event as_of, the present when NULL.
-- Left out: periods that were never made final, or were reopened since.
CREATE MACRO summary.final_period(as_of := NULL) AS TABLE
SELECT decision.period, max(decision.event) AS event
FROM record.decision
WHERE
    decision.decision IN ('final', 'reopen')
    AND (as_of IS NULL OR decision.event <= as_of)
GROUP BY decision.period
HAVING arg_max(decision.decision, decision.event) = 'final';
