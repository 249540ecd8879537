-- One row is a category of a region or the programme whose numbers by status do not add up to their
-- denominator.
SELECT
    scope,
    region_code,
    category,
    sum(activities)::BIGINT AS counts,
    min(denominator) AS least_denominator,
    max(denominator) AS most_denominator
FROM checked
GROUP BY scope, region_code, category
HAVING counts <> least_denominator OR counts <> most_denominator
