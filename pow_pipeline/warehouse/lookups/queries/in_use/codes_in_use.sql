-- One row is a code of the programme (a region in a period, a category or a status) that valid
-- submissions use, with their deliveries. Left out: codes used only by withdrawn or erased
-- deliveries.
WITH valid AS (FROM summary.valid_submission(NULL)),
used AS (
    SELECT 'region' AS kind, region_code || ' in ' || period AS code, delivery
    FROM valid
    UNION
    SELECT 'category' AS kind, activity.category AS code, valid.delivery
    FROM record.activity_status AS activity
    JOIN valid USING (submission)
    UNION
    SELECT 'status' AS kind, activity.status AS code, valid.delivery
    FROM record.activity_status AS activity
    JOIN valid USING (submission)
)

SELECT kind, code, list(delivery ORDER BY delivery)
FROM used
GROUP BY kind, code
ORDER BY kind, code
