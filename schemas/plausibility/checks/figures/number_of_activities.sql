-- At most one row: the number of activities in this and the previous period, if their ratio is
-- outside the limits. Only regions that reported about both periods are counted.
-- Left out of the previous period: activities that were finished or stopped then.
WITH reported AS (
    SELECT checked.region_code, count(activity.submission) AS reported
    FROM checked
    LEFT JOIN record.activity_status AS activity USING (submission)
    GROUP BY checked.region_code
),

reported_before AS (
    SELECT before.region_code, count(status.code) AS reported
    FROM summary.submission_in_force AS before
    JOIN summary.calendar() AS calendar ON calendar.period_before = before.period
    LEFT JOIN record.activity_status AS activity USING (submission)
    LEFT JOIN reference.status
        ON status.programme = calendar.programme
        AND status.code = activity.status
        AND status.kind <> 'final'
    WHERE calendar.period = (SELECT max(period) FROM checked)
    GROUP BY before.region_code
)

SELECT
    count(*) AS regions,
    sum(reported.reported)::BIGINT AS activities,
    sum(reported_before.reported)::BIGINT AS activities_before,
    {least_activities} AS least,
    {most_activities} AS most
FROM reported
JOIN reported_before USING (region_code)
HAVING
    activities_before >= {minimum_denominator}
    AND activities / activities_before NOT BETWEEN {least_activities} AND {most_activities}
