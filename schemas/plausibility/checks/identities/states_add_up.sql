-- One row is a category of a region or the programme whose numbers by state do not add up to its
-- known activities.
SELECT
    scope,
    region_code,
    category,
    sum(activities)::BIGINT AS counts,
    min(known) AS least_known,
    max(known) AS most_known
FROM checked
GROUP BY scope, region_code, category
HAVING counts <> least_known OR counts <> most_known
