-- One row is one delivery that an operator withdrew or erased by event as_of (ever when NULL), with
-- the first event that did so: what it was accepted for no longer counts from then on.
CREATE MACRO summary.withdrawn_delivery(as_of := NULL) AS TABLE
SELECT decision.delivery, min(decision.event) AS event
FROM record.decision
WHERE
    decision.decision IN ('withdraw', 'erase')
    AND (as_of IS NULL OR decision.event <= as_of)
GROUP BY decision.delivery;
