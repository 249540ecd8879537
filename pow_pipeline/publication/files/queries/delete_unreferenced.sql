-- Deletes the rows of the record that no longer belong to a validation result. Each statement relies
-- on those before it.
DELETE FROM record.submission
WHERE delivery NOT IN (SELECT delivery FROM record.result);
DELETE FROM record.activity_status
WHERE submission NOT IN (SELECT submission FROM record.submission);
DELETE FROM record.answer
WHERE submission NOT IN (SELECT submission FROM record.submission);
DELETE FROM record.finding
WHERE (delivery, event) NOT IN (SELECT (delivery, event) FROM record.result);
DELETE FROM record.proposed_pair
WHERE (delivery, event) NOT IN (SELECT (delivery, event) FROM record.result);
DELETE FROM record.query_answer
WHERE (delivery, event) NOT IN (SELECT (delivery, event) FROM record.result);
DELETE FROM record.delivery
WHERE delivery NOT IN (SELECT delivery FROM record.result);
DELETE FROM record.decision
WHERE delivery NOT IN (SELECT delivery FROM record.result);
