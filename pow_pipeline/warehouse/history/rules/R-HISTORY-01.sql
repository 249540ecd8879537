-- One row is a report that leaves out activities that had not ended. Left out: activities that may
-- be in the report under another id; R-HISTORY-11, R-HISTORY-12 and R-HISTORY-13 ask about those.
SELECT
    known.delivery,
    known.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    list(known.activity_id ORDER BY known.activity_key) AS expected
FROM known_activity AS known
ANTI JOIN reported_activity
    ON reported_activity.submission = known.new_submission
    AND lower(reported_activity.activity_id) = known.activity_key
ANTI JOIN proposed_pair AS proposed
    ON proposed.submission = known.new_submission
    AND proposed.old = known.activity_id
ANTI JOIN changed_id
    ON changed_id.is_overlapping
    AND changed_id.submission = known.new_submission
    AND changed_id.old = known.activity_id
WHERE known.kind <> 'final'
GROUP BY known.delivery, known.sheet
