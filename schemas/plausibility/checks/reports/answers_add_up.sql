-- One row is a question whose scores do not add up to its denominator, or with more answers than
-- submissions in force.
SELECT
    question,
    sum(regions)::BIGINT AS answers,
    max(denominator) AS denominator,
    (
        SELECT count(*)
        FROM summary.submission_in_force AS report
        WHERE report.period = (SELECT max(period) FROM checked)
    ) AS reports
FROM checked
GROUP BY question
HAVING answers <> max(denominator) OR answers > reports
