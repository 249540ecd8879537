WITH question (place, code, label) AS (
    VALUES
    {questions}
)
SELECT question.label, answer.score, answer.regions, answer.denominator, answer.percentage
FROM answer_distribution AS answer
JOIN question ON question.code = answer.question
WHERE answer.denominator > 0
ORDER BY answer.period, question.place, answer.score
