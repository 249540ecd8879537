-- One row is an activity in the denominator of a share: with a status on the scale, in the report
-- in force about period $period at event $as_of, in category $category (or total) and region
-- $region (empty for all). Used as a part of other queries.
SELECT
    report.region_code,
    report.submission,
    report.version,
    report.delivery,
    activity.*
FROM summary.submission_in_force($period, as_of := $as_of) AS report
JOIN record.activity_status AS activity USING (submission)
JOIN reference.status
    ON status.code = activity.status
    AND status.programme = $programme
    AND status.kind = 'scale'
WHERE
    $category IN ('total', activity.category)
    AND ($region IS NULL OR report.region_code = $region)
