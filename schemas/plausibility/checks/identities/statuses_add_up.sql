-- One row is a category, of one region or of the programme, in which the activities of all statuses
-- do not add up to the denominator.
SELECT
    scope,
    region_code,
    category,
    sum(activities)::BIGINT AS total,
    min(denominator) AS least_denominator,
    max(denominator) AS most_denominator
FROM checked
GROUP BY scope, region_code, category
HAVING total <> least_denominator OR total <> most_denominator
