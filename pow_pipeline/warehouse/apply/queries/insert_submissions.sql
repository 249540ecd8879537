-- Adds one submission for each accepted result of event $event, in order of arrival. A delivery
-- that was accepted before for the same region and period keeps its version; any other gets the
-- next one. Left out: deliveries that were not accepted.
INSERT INTO record.submission BY NAME
WITH accepted AS (
    SELECT
        result.delivery,
        result.event,
        result.region_code,
        result.period,
        delivery.sequence,
        delivery.received_on
    FROM record.result
    JOIN record.delivery USING (delivery)
    WHERE result.event = $event AND result.outcome = 'accepted'
),

before AS (
    SELECT region_code, period, max(version) AS versions
    FROM record.submission
    SEMI JOIN accepted USING (region_code, period)
    GROUP BY ALL
),

unchanged AS (
    SELECT DISTINCT delivery, region_code, period, version
    FROM record.submission
    SEMI JOIN accepted USING (delivery, region_code, period)
)

SELECT
    (SELECT count(*) FROM record.submission)
        + row_number() OVER (ORDER BY accepted.sequence) AS submission,
    accepted.delivery,
    accepted.sequence,
    accepted.event,
    accepted.region_code,
    accepted.period,
    coalesce(
        unchanged.version,
        coalesce(before.versions, 0) + row_number() OVER (
            PARTITION BY accepted.region_code, accepted.period, unchanged.version IS NULL
            ORDER BY accepted.sequence
        )
    ) AS version,
    accepted.received_on
FROM accepted
LEFT JOIN before USING (region_code, period)
LEFT JOIN unchanged USING (delivery, region_code, period)
ORDER BY accepted.sequence
