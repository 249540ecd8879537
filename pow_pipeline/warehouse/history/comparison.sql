-- One row is a new report compared with the previous report of its region: the number of activities
-- in each and in both, the number on the scale in both, and how many of those changed status. It
-- also has the limits that the rules use. Left out: regions without an earlier report. An activity
-- that has the id of another one (`changed_id`) does not count as being in both.
CREATE OR REPLACE TEMP TABLE comparison AS
WITH last_report AS (
    SELECT
        earlier_report.new_submission,
        max_by(earlier_report.submission, earlier_report.period) AS submission,
        max(earlier_report.period) AS period
    FROM earlier_report
    GROUP BY earlier_report.new_submission
),

counted AS (
    SELECT last_report.new_submission, count(activity.activity_id) AS activities
    FROM last_report
    LEFT JOIN earlier_activity AS activity
        ON activity.new_submission = last_report.new_submission
        AND activity.submission = last_report.submission
    GROUP BY last_report.new_submission
),

measure AS (
    SELECT
        parameter.programme,
        max(parameter.value) FILTER (parameter.name = 'minimum_activities') AS minimum_activities,
        max(parameter.value) FILTER (parameter.name = 'changed_statuses') AS changed_statuses,
        max(parameter.value) FILTER (parameter.name = 'changed_count') AS changed_count
    FROM reference.parameter
    GROUP BY parameter.programme
)

SELECT
    new_report.delivery,
    new_report.sheet,
    measure.minimum_activities,
    measure.changed_statuses,
    measure.changed_count,
    last_report.period,
    counted.activities AS activities_before,
    count(reported_activity.activity_id) AS activities,
    count(before.activity_id) AS in_both,
    count(*) FILTER (reported_activity.kind = 'scale' AND status.kind = 'scale') AS on_scale,
    count(*) FILTER (
        reported_activity.kind = 'scale'
        AND status.kind = 'scale'
        AND reported_activity.status <> before.status
    ) AS changed,
    count(*) FILTER (
        before.activity_name = reported_activity.activity_name
        AND before.category = reported_activity.category
        AND before.status = reported_activity.status
        AND before.explanation = reported_activity.explanation
    ) AS identical
FROM new_report
JOIN last_report ON last_report.new_submission = new_report.submission
JOIN counted ON counted.new_submission = new_report.submission
JOIN measure ON measure.programme = new_report.programme
LEFT JOIN reported_activity ON reported_activity.submission = new_report.submission
LEFT JOIN earlier_activity AS before
    ON before.new_submission = new_report.submission
    AND before.submission = last_report.submission
    AND before.activity_key = lower(reported_activity.activity_id)
    AND reported_activity.known_period IS NOT NULL
LEFT JOIN reference.status
    ON status.programme = new_report.programme AND status.code = before.status
GROUP BY ALL;
