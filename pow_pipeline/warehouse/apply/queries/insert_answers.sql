-- Adds the answers to questions in the submissions accepted by event $event. The table `batch` has
-- one row per answer in an accepted delivery.
INSERT INTO record.answer BY NAME
SELECT
    submission.submission,
    batch.question,
    batch.score,
    batch.remark,
    batch.sheet,
    batch.cell
FROM batch
JOIN record.submission
    ON submission.delivery = batch.delivery AND submission.event = $event
ORDER BY submission.submission, batch.question
