-- One row is a region whose number of open queries differs from the list of open queries. Left out
-- of the list: queries of regions without a report in force.
SELECT checked.region_code, checked.open_queries, count(query.query) AS queries
FROM checked
LEFT JOIN summary.open_query AS query
    ON query.period = checked.period
    AND query.region_code = checked.region_code
    AND checked.in_force = 1
WHERE checked.scope = 'region'
GROUP BY checked.region_code, checked.open_queries
HAVING checked.open_queries <> queries
