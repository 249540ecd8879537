-- The only row is the number of deliveries about period $period by state. A delivery without a
-- period belongs to the period that was open when it arrived. Left out: deliveries that were erased
-- before their validation.
WITH received AS (
    SELECT
        coalesce(result.outcome, 'pending') AS state,
        coalesce(
            result.period,
            (
                SELECT max(opened.code)
                FROM reference.period AS opened
                WHERE opened.programme = delivery.programme
                    AND opened.opens <= delivery.received_on
            )
        ) AS period
    FROM record.delivery
    LEFT JOIN summary.latest_result() AS result USING (delivery)
    LEFT JOIN summary.withdrawn_delivery() AS withdrawn USING (delivery)
    WHERE result.outcome IS NOT NULL OR withdrawn.delivery IS NULL
)

SELECT
    count(*) AS received,
    count(*) FILTER (state = 'accepted') AS accepted,
    count(*) FILTER (state = 'rejected') AS rejected,
    count(*) FILTER (state = 'duplicate') AS duplicate,
    count(*) FILTER (state = 'failed') AS failed,
    count(*) FILTER (state = 'pending') AS pending
FROM received
WHERE period = $period
