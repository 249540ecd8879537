-- If a report has no activities in a category (R-CATEGORY-03) that it had before, R-HISTORY-01
-- names the activities that are left out. The submitter is asked once: this statement removes such
-- categories from R-CATEGORY-03.
UPDATE record.finding
SET expected = list_filter(
    finding.expected, LAMBDA label: NOT list_contains(left_out.labels, label)
)
FROM (
    SELECT known.delivery, list(DISTINCT category.label) AS labels
    FROM known_activity AS known
    JOIN reference.category
        ON category.programme = known.programme AND category.code = known.category
    ANTI JOIN reported_activity
        ON reported_activity.submission = known.new_submission
        AND lower(reported_activity.activity_id) = known.activity_key
    WHERE known.kind <> 'final'
    GROUP BY known.delivery
) AS left_out
WHERE
    left_out.delivery = finding.delivery
    AND finding.event = $event
    AND finding.rule = 'R-CATEGORY-03';
