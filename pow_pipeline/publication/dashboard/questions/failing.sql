WITH accepted AS (
    SELECT sender, max(sequence) AS sequence
    FROM submission_outcomes
    WHERE outcome = 'accepted'
    GROUP BY sender
),
failed AS (
    SELECT
        outcome.sender,
        outcome.received_at AS since,
        outcome.delivery,
        outcome.stage,
        outcome.rules,
        row_number() OVER (PARTITION BY outcome.sender ORDER BY outcome.sequence) AS place
    FROM submission_outcomes AS outcome
    LEFT JOIN accepted USING (sender)
    WHERE outcome.ended_with = 'stopped' AND outcome.sequence > coalesce(accepted.sequence, 0)
)
SELECT sender, since, delivery, stage, rules
FROM failed
WHERE place = 1
ORDER BY sender
