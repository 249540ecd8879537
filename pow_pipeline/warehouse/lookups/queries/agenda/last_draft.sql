-- The only row is the last draft of period $period: the last event in its figures, and whether
-- these figures are signed off. No row without a draft.
SELECT
    draft.as_of,
    EXISTS (
        FROM record.decision
        WHERE decision.decision = 'sign-off'
            AND decision.period = draft.period
            AND decision.figures = draft.figures
    ) AS is_signed_off
FROM record.draft
WHERE draft.period = $period
ORDER BY draft.event DESC
LIMIT 1
