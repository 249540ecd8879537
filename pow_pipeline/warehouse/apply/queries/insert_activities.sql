-- Adds the activities of the submissions accepted by event $event. The table `batch` has one row
-- per activity of an accepted delivery.
INSERT INTO record.activity_status BY NAME
SELECT
    submission.submission,
    batch.activity_id,
    batch.activity_name,
    batch.category,
    batch.status,
    batch.explanation,
    batch.sheet,
    batch.activity_id_cell,
    batch.status_cell,
    batch.category_cell,
    batch.explanation_cell,
    batch.reason,
    batch.start AS start_date,
    batch."end" AS end_date,
    batch.target_original,
    batch.target,
    batch.unit,
    batch.realised,
    batch.themes
FROM batch
JOIN record.submission
    ON submission.delivery = batch.delivery AND submission.event = $event
ORDER BY submission.submission, batch.row
