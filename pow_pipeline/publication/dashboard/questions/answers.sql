SELECT question, score, count, denominator, percentage
FROM answer_distribution
WHERE denominator > 0
ORDER BY period, question, score
