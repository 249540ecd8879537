-- Adds the findings of one rule of history on the reports accepted by event $event. Placeholder: the
-- SQL of the rule, with one row per finding. Left out: findings in a cell where a rule that this
-- one follows from (in the list $follows) already found something.
INSERT INTO record.finding BY NAME
SELECT
    found.*,
    $event::INTEGER AS event,
    $rule AS rule,
    'history' AS stage,
    $severity AS severity,
    coalesce(before.place, 0) + row_number() OVER (
        PARTITION BY found.delivery ORDER BY found.cell, found.activity_id
    ) AS place
FROM ({query_of_rule}) AS found
ANTI JOIN (
    SELECT finding.delivery, finding.sheet, finding.cell
    FROM record.finding
    WHERE finding.event = $event AND list_contains($follows, finding.rule)
) AS cause USING (delivery, sheet, cell)
LEFT JOIN (
    SELECT finding.delivery, max(finding.place) AS place
    FROM record.finding
    WHERE finding.event = $event
    GROUP BY finding.delivery
) AS before USING (delivery)
