-- One row pairs an activity that is missing from a report with a new activity in that report which
-- is probably the same one under another id.
-- Pairs with the same name (R-HISTORY-12, see `changed_id`) are proposed only if they are more than
-- half of the smaller of two numbers: the new activities, and the missing activities without a final
-- status. Pairs with resembling ids (R-HISTORY-11) are always proposed, even if their names differ;
-- the label then shows both names.
-- Left out: exchanged or shifted ids (R-HISTORY-13).
CREATE OR REPLACE TEMP TABLE proposed_pair AS
WITH counted AS (
    SELECT
        unpaired.submission,
        count(*) FILTER (unpaired.side = 'new') AS new_activities,
        count(*) FILTER (unpaired.side = 'missing' AND unpaired.kind <> 'final') AS missing_activities
    FROM unpaired_activity AS unpaired
    GROUP BY unpaired.submission
),

pair AS (
    SELECT
        changed_id.submission,
        changed_id.delivery,
        changed_id.old,
        changed_id.new,
        changed_id.label
    FROM changed_id
    SEMI JOIN unpaired_activity AS new
        ON new.side = 'new'
        AND new.submission = changed_id.submission
        AND new.activity_id = changed_id.new
    SEMI JOIN unpaired_activity AS missing
        ON missing.side = 'missing'
        AND missing.submission = changed_id.submission
        AND missing.activity_id = changed_id.old
)

SELECT
    pair.submission, pair.delivery, 'R-HISTORY-12' AS rule, pair.old, pair.new, pair.label
FROM pair
JOIN counted ON counted.submission = pair.submission
QUALIFY
    2 * count(*) OVER (PARTITION BY pair.submission)
    > least(counted.new_activities, counted.missing_activities)
UNION ALL
SELECT
    resembling.new_submission AS submission,
    resembling.delivery,
    'R-HISTORY-11' AS rule,
    resembling.known_id AS old,
    resembling.activity_id AS new,
    concat_ws(
        ' / ',
        nullif(known.activity_name, resembling.activity_name),
        resembling.activity_name
    ) AS label
FROM resembling_activity AS resembling
JOIN known_activity AS known
    ON known.new_submission = resembling.new_submission
    AND known.activity_key = resembling.known_key;
