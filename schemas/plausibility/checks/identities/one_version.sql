-- One row is a region with more than one submission in force about the period.
SELECT region_code, count(*) AS versions
FROM checked
GROUP BY ALL
HAVING versions > 1
