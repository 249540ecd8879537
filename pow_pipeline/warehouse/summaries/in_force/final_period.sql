-- One row is a period whose figures are final: the last of its decisions final and reopen is final.
-- `event` is the event of that decision. All periods are included; the state is that at event
-- as_of, or now if NULL. Left out: periods that were never made final, or were reopened
-- since.
CREATE MACRO summary.final_period(as_of := NULL) AS TABLE
SELECT decision.period, max(decision.event) AS event
FROM record.decision
WHERE
    decision.decision IN ('final', 'reopen')
    AND (as_of IS NULL OR decision.event <= as_of)
GROUP BY decision.period
HAVING arg_max(decision.decision, decision.event) = 'final';
