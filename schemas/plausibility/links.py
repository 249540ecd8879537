"""Identities of the record: every fact links to a report and a file, without dangling links."""

from typing import Final

from schemas.plausibility.check import identity

LINKS: Final = (
    identity(
        "facts_have_reports",
        "every fact leads to a report",
        "An activity or an answer is of no report.",
        "record.activity_status",
        """
        SELECT 'activity' AS fact, submission, count(*) AS facts
        FROM asked
        ANTI JOIN record.submission USING (submission)
        GROUP BY submission
        UNION ALL
        SELECT 'answer' AS fact, submission, count(*) AS facts
        FROM record.answer
        ANTI JOIN record.submission USING (submission)
        GROUP BY submission
        """,
        of_period=False,
    ),
    identity(
        "reports_have_deliveries",
        "every report leads to an accepted delivery and its bytes",
        "A report came in no file that was received and accepted.",
        "record.submission",
        """
        SELECT asked.submission, asked.delivery, asked.event, delivery.sha256, result.outcome
        FROM asked
        LEFT JOIN record.delivery USING (delivery)
        LEFT JOIN record.result
            ON result.delivery = asked.delivery AND result.event = asked.event
        WHERE
            result.outcome IS DISTINCT FROM 'accepted'
            OR coalesce(delivery.sha256, '') = ''
            OR (result.region_code, result.period) <> (asked.region_code, asked.period)
        """,
        of_period=False,
    ),
    identity(
        "findings_have_results",
        "every finding and answer leads to a result, and every result to a delivery",
        "Something was found in no delivery, or a result is on nothing.",
        "record.result",
        """
        SELECT 'finding' AS fact, delivery, event, count(*) AS facts
        FROM record.finding
        ANTI JOIN asked USING (delivery, event)
        GROUP BY delivery, event
        UNION ALL
        SELECT 'answer' AS fact, delivery, event, count(*) AS facts
        FROM record.query_answer
        ANTI JOIN asked USING (delivery, event)
        GROUP BY delivery, event
        UNION ALL
        SELECT 'result' AS fact, delivery, event, count(*) AS facts
        FROM asked
        ANTI JOIN record.delivery USING (delivery)
        GROUP BY delivery, event
        """,
        of_period=False,
    ),
    identity(
        "regions_are_expected",
        "only regions that the programme expects",
        "A report that counts is of a region that is not expected: it is in no figure.",
        "summary.submission_in_force",
        """
        SELECT asked.region_code, asked.submission
        FROM asked
        WHERE NOT EXISTS (
            SELECT 1
            FROM reference.register
            JOIN summary.programme_in_force() AS programme USING (programme)
            WHERE register.period = asked.period AND register.region_code = asked.region_code
        )
        """,
    ),
    identity(
        "codes_are_known",
        "categories and statuses of reports that count are the programme's",
        "An activity drops out of the figures because its category or status has no place in them.",
        "summary.submission_in_force",
        """
        SELECT
            asked.region_code,
            activity.category,
            category.place AS category_place,
            activity.status,
            status.place AS status_place,
            count(*) AS activities
        FROM asked
        JOIN record.activity_status AS activity USING (submission)
        CROSS JOIN summary.programme_in_force() AS programme
        LEFT JOIN reference.category
            ON category.programme = programme.programme AND category.code = activity.category
        LEFT JOIN reference.status
            ON status.programme = programme.programme AND status.code = activity.status
        WHERE category.code IS NULL OR status.code IS NULL
        GROUP BY ALL
        """,
    ),
    identity(
        "outcomes_are_findings",
        "outcomes of deliveries count all their findings",
        "A delivery does not have each stage once, or a finding stands at none of them.",
        "summary.submission_outcomes",
        """
        WITH told AS (
            SELECT
                delivery,
                count(*) AS stages,
                sum(errors + queries + notices)::BIGINT AS findings
            FROM asked
            GROUP BY delivery
        )
        SELECT told.delivery, told.stages, told.findings, count(finding.rule) AS in_record
        FROM told
        LEFT JOIN summary.latest_result() AS result USING (delivery)
        LEFT JOIN record.finding
            ON finding.delivery = result.delivery AND finding.event = result.event
        GROUP BY ALL
        HAVING told.stages <> 5 OR told.findings <> in_record
        """,
    ),
    identity(
        "finding_summary_adds_up",
        "findings of the regions add up to the programme",
        "A finding is of no region or of two, or more deliveries were corrected than there were.",
        "summary.finding_summary",
        """
        SELECT
            rule,
            stage,
            severity,
            sum(findings) FILTER (scope = 'region')::BIGINT AS regions,
            sum(findings) FILTER (scope = 'programme')::BIGINT AS programme,
            sum(corrected) FILTER (scope = 'programme')::BIGINT AS corrected,
            sum(deliveries) FILTER (scope = 'programme')::BIGINT AS deliveries
        FROM asked
        GROUP BY rule, stage, severity
        HAVING regions IS DISTINCT FROM programme OR corrected > deliveries
        """,
    ),
)
