-- Adds the deliveries of one event; `sequence` continues the order of arrival over all deliveries.
-- The table `batch` has one row per delivery.
INSERT INTO record.delivery BY NAME
SELECT
    batch.*,
    batch.place + (SELECT count(*) FROM record.delivery) AS sequence
FROM batch
