-- One row is a submission number that activities or answers refer to and that does not exist.
SELECT 'activity' AS fact, submission, count(*) AS facts
FROM checked
ANTI JOIN record.submission USING (submission)
GROUP BY submission
UNION ALL
SELECT 'answer' AS fact, submission, count(*) AS facts
FROM record.answer
ANTI JOIN record.submission USING (submission)
GROUP BY submission
