-- One row is the number of known activities in one state and category, for a region or for all
-- (empty), in period $period. The last three columns are the same for all states of a category.
SELECT region_code, category, state, activities, known, measured, missing
FROM summary.activity_overview
WHERE period = $period
