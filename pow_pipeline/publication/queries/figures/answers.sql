-- One row is the number of regions with one score for one question, in period $period.
SELECT question, score, regions, denominator, percentage
FROM summary.answer_distribution
WHERE period = $period
