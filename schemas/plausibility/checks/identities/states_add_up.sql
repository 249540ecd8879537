-- One row is a category, of one region or of the programme, in which the activities of all states do
-- not add up to the known activities.
SELECT
    scope,
    region_code,
    category,
    sum(activities)::BIGINT AS total,
    min(known) AS least_known,
    max(known) AS most_known
FROM checked
GROUP BY scope, region_code, category
HAVING total <> least_known OR total <> most_known
