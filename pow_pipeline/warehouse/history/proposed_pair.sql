-- One row is an activity that a report leaves out and one that is new in it, which seem to be the same
-- under another id: same name and category, each the only one of that name there. `name_key` compares
-- names as the programme compares all names. Proposed are the pairs of a report alone that are more
-- than half of what could be paired. Left out: an activity that had ended, unless it has in the report
-- as well; names that occur more than once in a category, in the report or in what is known. An id that
-- resembles one that is left out (R-HISTORY-11) is proposed whatever the names are; both are the label.
CREATE OR REPLACE TEMP TABLE proposed_pair AS
WITH counted AS (
    SELECT
        unpaired.submission,
        count(*) FILTER (unpaired.side = 'new') AS new_ones,
        count(*) FILTER (unpaired.side = 'missing' AND unpaired.kind <> 'final') AS missing_ones
    FROM unpaired_activity AS unpaired
    GROUP BY unpaired.submission
),

named AS (
    SELECT
        unpaired.submission,
        unpaired.delivery,
        unpaired.side,
        unpaired.activity_id,
        unpaired.activity_name,
        unpaired.category,
        unpaired.kind,
        name_key.key
    FROM unpaired_activity AS unpaired
    JOIN name_key ON name_key.name = unpaired.activity_name
    WHERE name_key.key <> ''
),

several AS (  -- names of which one cannot tell which activity is meant
    SELECT new_activity.submission, new_activity.category, name_key.key
    FROM new_activity
    JOIN name_key ON name_key.name = new_activity.activity_name
    GROUP BY new_activity.submission, new_activity.category, name_key.key
    HAVING count(*) > 1
    UNION
    SELECT known.new_submission AS submission, known.category, name_key.key
    FROM known_activity AS known
    JOIN name_key ON name_key.name = known.activity_name
    GROUP BY known.new_submission, known.category, name_key.key
    HAVING count(*) > 1
),

pair AS (
    SELECT
        new.submission,
        new.delivery,
        missing.activity_id AS old,
        new.activity_id AS new,
        new.activity_name AS label
    FROM named AS new
    JOIN named AS missing
        ON missing.side = 'missing'
        AND missing.submission = new.submission
        AND missing.category = new.category
        AND missing.key = new.key
        AND (missing.kind <> 'final' OR new.kind = 'final')
    ANTI JOIN several
        ON several.submission = new.submission
        AND several.category = new.category
        AND several.key = new.key
    WHERE new.side = 'new'
)

SELECT
    pair.submission, pair.delivery, 'R-HISTORY-12' AS rule, pair.old, pair.new, pair.label
FROM pair
JOIN counted ON counted.submission = pair.submission
QUALIFY
    2 * count(*) OVER (PARTITION BY pair.submission)
    > least(counted.new_ones, counted.missing_ones)
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
