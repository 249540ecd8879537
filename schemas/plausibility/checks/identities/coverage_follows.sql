-- One row is a coverage that does not follow from the measured and missing activities.
SELECT DISTINCT scope, region_code, category, measured, missing, coverage
FROM checked
WHERE coverage IS DISTINCT FROM measured / nullif(measured + missing, 0)
