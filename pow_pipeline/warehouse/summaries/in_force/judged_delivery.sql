-- One row is a delivery with its latest validation result at event as_of (the present when NULL).
-- `period` is the period it is about; if that could not be parsed, the latest period that had
-- opened when it arrived. All periods are included when period is NULL. Left out: deliveries that
-- were not validated by then.
CREATE MACRO summary.judged_delivery(period, as_of := NULL) AS TABLE
WITH judged AS (
    SELECT
        delivery.delivery,
        delivery.sequence,
        delivery.sender,
        delivery.received_at,
        delivery.received_on,
        coalesce(
            verdict.period,
            (
                SELECT max(opened.code)
                FROM reference.period AS opened
                WHERE
                    opened.programme = delivery.programme
                    AND opened.opens <= delivery.received_on
            )
        ) AS about,
        verdict.region_code,
        verdict.event,
        verdict.outcome,
        verdict.stage,
        verdict.duplicate_of,
        verdict.attempts
    FROM summary.latest_verdict(as_of := as_of) AS verdict
    JOIN record.delivery ON delivery.delivery = verdict.delivery
)
SELECT
    judged.delivery,
    judged.sequence,
    judged.sender,
    judged.received_at,
    judged.received_on,
    judged.about AS period,
    judged.region_code,
    judged.event,
    judged.outcome,
    judged.stage,
    judged.duplicate_of,
    judged.attempts
FROM judged
WHERE period IS NULL OR judged.about = period;
