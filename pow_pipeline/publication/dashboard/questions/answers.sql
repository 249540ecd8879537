WITH asked (place, question, label) AS (
    VALUES
    $asked
)
SELECT asked.label, answer.score, answer.regions, answer.denominator, answer.percentage
FROM answer_distribution AS answer
JOIN asked ON asked.question = answer.question
WHERE answer.denominator > 0
ORDER BY answer.period, asked.place, answer.score
