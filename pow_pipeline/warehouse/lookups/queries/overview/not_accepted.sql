-- One row is a delivery about period $period that was rejected or failed, in order of arrival. A
-- delivery without a period belongs to the period that was open when it arrived. Left out:
-- withdrawn and erased deliveries, and those that a later accepted delivery of the same sender
-- replaces.
WITH validated AS (
    SELECT
        result.delivery,
        result.outcome,
        result.errors,
        delivery.name,
        delivery.sender,
        delivery.sequence,
        coalesce(
            result.period,
            (
                SELECT max(opened.code)
                FROM reference.period AS opened
                WHERE opened.programme = delivery.programme
                    AND opened.opens <= delivery.received_on
            )
        ) AS period
    FROM summary.latest_result() AS result
    JOIN record.delivery USING (delivery)
    ANTI JOIN summary.withdrawn_delivery() AS withdrawn USING (delivery)
)

SELECT validated.delivery, validated.outcome, validated.errors, validated.name
FROM validated
ANTI JOIN validated AS later  -- replaced by a later accepted delivery of the sender
    ON later.sender = validated.sender
    AND later.period = validated.period
    AND later.sequence > validated.sequence
    AND later.outcome = 'accepted'
WHERE validated.outcome IN ('rejected', 'failed') AND validated.period = $period
ORDER BY validated.sequence
