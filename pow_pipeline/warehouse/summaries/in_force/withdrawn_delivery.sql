-- One row is a delivery that an operator withdrew or erased by event as_of (at any time when NULL),
-- with the first event that did so: from that event on, its submission is no longer in force.
CREATE MACRO summary.withdrawn_delivery(as_of := NULL) AS TABLE
SELECT decision.delivery, min(decision.event) AS event
FROM record.decision
WHERE
    decision.decision IN ('withdraw', 'erase')
    AND (as_of IS NULL OR decision.event <= as_of)
GROUP BY decision.delivery;
