-- One row is something that changes after event $since, up to event $until, and may have changed
-- figures: the cause it is counted under, the region and period it concerns (empty for all), the
-- event, the delivery if there is one, and what it affects. `figures` affects everything counted
-- from reports, for that period and later ones; `rate` only affects how the period was reported;
-- `flag` only affects flags.
-- Left out: events that cannot change figures, such as a rejected file while another one is in
-- force, or a changed label in the programme folder.
WITH programme AS (
    SELECT before.programme AS before, now.programme AS now
    FROM summary.programme_in_force(as_of := $since) AS before
    CROSS JOIN summary.programme_in_force(as_of := $until) AS now
    WHERE before.programme <> now.programme
),

accepted_before AS (
    SELECT DISTINCT submission.region_code, submission.period
    FROM record.submission
    WHERE submission.event <= $since
),

replaced AS (  -- regions and periods in which another report came into force
    SELECT
        region_code,
        period,
        before.delivery AS delivery_before,
        now.delivery AS delivery
    FROM summary.submission_in_force(NULL, as_of := $since) AS before
    FULL JOIN summary.submission_in_force(NULL, as_of := $until) AS now USING (region_code, period)
    WHERE before.submission IS DISTINCT FROM now.submission
),

validated_again AS (  -- all deliveries received by then had been validated before
    SELECT result.delivery, max(result.event) AS event
    FROM record.result
    JOIN record.delivery ON delivery.delivery = result.delivery
    WHERE delivery.event <= $since AND result.event > $since AND result.event <= $until
    GROUP BY result.delivery
),

decided AS (
    SELECT
        decision.event,
        decision.decision,
        decision.delivery,
        decision.region_code,
        decision.period
    FROM record.decision
    WHERE decision.event > $since AND decision.event <= $until
),

validated_before AS (
    SELECT validated.delivery, validated.sender, validated.period
    FROM summary.validated_delivery(NULL, as_of := $since) AS validated
),

validated AS (
    SELECT
        validated.delivery,
        validated.sender,
        validated.period,
        validated.outcome,
        delivery.event AS received
    FROM summary.validated_delivery(NULL, as_of := $until) AS validated
    JOIN record.delivery ON delivery.delivery = validated.delivery
),

about AS (  -- a validation can move a delivery to another period
    SELECT validated.delivery, validated.sender, validated.period FROM validated
    UNION
    SELECT validated.delivery, validated.sender, validated.period FROM validated_before AS validated
),

arrival AS (  -- another report came into force because a file arrived
    SELECT
        CASE
            WHEN accepted_before.period IS NULL THEN 'late_submission' ELSE 'correction'
        END AS cause,
        'figures' AS affects,
        replaced.region_code,
        replaced.period,
        delivery.event,
        delivery.delivery
    FROM replaced
    JOIN record.delivery ON delivery.delivery = replaced.delivery
    LEFT JOIN accepted_before
        ON accepted_before.region_code = replaced.region_code
        AND accepted_before.period = replaced.period
    WHERE delivery.event > $since
),

any_arrival AS (  -- a rejected file counts as received if nothing had arrived before
    SELECT
        CASE
            WHEN accepted_before.period IS NULL THEN 'late_submission' ELSE 'correction'
        END AS cause,
        'rate' AS affects,
        validated.sender AS region_code,
        validated.period,
        validated.received AS event,
        validated.delivery
    FROM validated
    LEFT JOIN accepted_before
        ON accepted_before.region_code = validated.sender
        AND accepted_before.period = validated.period
    WHERE
        validated.received > $since
        AND (
            validated.outcome = 'accepted'
            OR (validated.sender, validated.period) NOT IN (
                SELECT (before.sender, before.period) FROM validated_before AS before
            )
        )
),

decided_on AS (
    SELECT
        'decision' AS cause,
        'figures' AS affects,
        replaced.region_code,
        replaced.period,
        decided.event,
        decided.delivery
    FROM replaced
    JOIN decided
        ON decided.delivery = replaced.delivery_before
        AND decided.decision IN ('withdraw', 'erase')
    UNION ALL
    SELECT 'decision', 'rate', about.sender, about.period, decided.event, decided.delivery
    FROM decided
    JOIN about ON about.delivery = decided.delivery
    UNION ALL
    SELECT 'decision', 'rate', decided.region_code, decided.period, decided.event, NULL
    FROM decided
    WHERE decided.decision IN ('extend', 'exempt')
    UNION ALL
    SELECT 'decision', 'figures', decided.region_code, decided.period, decided.event, NULL
    FROM decided
    WHERE decided.decision = 'map-activity'
    UNION ALL
    SELECT 'decision', 'flag', NULL, decided.period, decided.event, NULL
    FROM decided
    WHERE decided.decision IN ('final', 'reopen')
),

result_changed AS (
    SELECT
        'rules' AS cause,
        'figures' AS affects,
        replaced.region_code,
        replaced.period,
        again.event,
        again.delivery
    FROM replaced
    JOIN validated_again AS again ON again.delivery IN (replaced.delivery_before, replaced.delivery)
    UNION ALL
    SELECT 'rules', 'rate', about.sender, about.period, again.event, again.delivery
    FROM validated_again AS again
    JOIN about ON about.delivery = again.delivery
),

-- Values in only one of the two programmes occur once.
registered AS (
    SELECT 'figures' AS affects, register.region_code, register.period
    FROM reference.register
    JOIN programme ON register.programme IN (programme.before, programme.now)
    GROUP BY register.region_code, register.period
    HAVING count(*) = 1
    UNION
    SELECT 'figures', region.code, NULL
    FROM reference.region
    JOIN programme ON region.programme IN (programme.before, programme.now)
    GROUP BY region.code, region.planned_activities
    HAVING count(*) = 1
    UNION
    SELECT 'figures', unnest([mapping.from_region, mapping.to_region]), mapping.period
    FROM (  -- mappings added by a decision are the same before and after
        FROM summary.mapping_known(as_of := (SELECT programme.now - 1 FROM programme))
        UNION ALL
        FROM summary.mapping_known(as_of := (SELECT programme.now FROM programme))
    ) AS mapping
    GROUP BY
        mapping.from_region,
        mapping.from_id,
        mapping.since,
        mapping.period,
        mapping.until,
        mapping.to_region,
        mapping.to_id
    HAVING count(*) = 1
    UNION
    SELECT 'rate', NULL, period.code
    FROM reference.period
    JOIN programme ON period.programme IN (programme.before, programme.now)
    GROUP BY period.code, period.opens, period.deadline
    HAVING count(*) = 1
    UNION
    SELECT 'figures', NULL, calendar.period
    FROM (
        SELECT before.period, before.period_before FROM summary.calendar(as_of := $since) AS before
        UNION ALL
        SELECT now.period, now.period_before FROM summary.calendar(as_of := $until) AS now
    ) AS calendar
    GROUP BY calendar.period, calendar.period_before
    HAVING count(*) = 1
),

rule_change AS (
    SELECT DISTINCT 'rules' AS cause, 'flag' AS affects
    FROM reference.programme AS setting
    JOIN programme ON setting.programme IN (programme.before, programme.now)
    GROUP BY setting.minimum_denominator, setting.minimum_coverage
    HAVING count(*) = 1
    UNION
    SELECT 'programme', 'figures'
    FROM reference.category
    JOIN programme ON category.programme IN (programme.before, programme.now)
    GROUP BY category.code, category.place
    HAVING count(*) = 1
    UNION
    SELECT 'programme', 'figures'
    FROM reference.status
    JOIN programme ON status.programme IN (programme.before, programme.now)
    GROUP BY status.code, status.place, status.kind
    HAVING count(*) = 1
    UNION
    SELECT 'programme', 'figures'
    FROM reference.question
    JOIN programme ON question.programme IN (programme.before, programme.now)
    GROUP BY question.code, question.place, question.lowest, question.highest
    HAVING count(*) = 1
)

SELECT cause, affects, region_code, period, event, delivery FROM arrival
UNION
SELECT cause, affects, region_code, period, event, delivery FROM any_arrival
UNION
SELECT cause, affects, region_code, period, event, delivery FROM decided_on
UNION
SELECT cause, affects, region_code, period, event, delivery FROM result_changed
UNION
SELECT
    'register',
    registered.affects,
    registered.region_code,
    registered.period,
    programme.now,
    NULL
FROM registered
CROSS JOIN programme
UNION
SELECT rule_change.cause, rule_change.affects, NULL, NULL, programme.now, NULL
FROM rule_change
CROSS JOIN programme
ORDER BY ALL
