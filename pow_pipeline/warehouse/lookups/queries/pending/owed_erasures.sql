-- One row is a decision to erase that was not carried out completely, in order.
SELECT DISTINCT decision.event
FROM record.decision
ANTI JOIN record.erasure ON erasure.decided = decision.event
WHERE decision.decision = 'erase'
ORDER BY decision.event
