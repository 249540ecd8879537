"""Identities of the figures about reports: reporting rate, queries, answers and targets."""

from typing import Final

from schemas.plausibility.check import identity

REPORTS: Final = (
    identity(
        "reports_in_wholes",
        "counts of reports are parts of wholes",
        "More regions were on time, accepted or received than could be, so a rate is wrong.",
        "summary.reporting_rate",
        """
        SELECT
            scope, region_code, expected, exempt, exempt_reported, received, accepted, in_force,
            on_time, corrected_later, late, silent, reporting_rate, on_time_rate
        FROM asked
        WHERE
            NOT (0 <= exempt AND exempt <= expected)
            OR exempt_reported > exempt
            OR received > expected - exempt
            OR accepted > received
            OR in_force > accepted
            OR on_time > in_force
            OR corrected_later > on_time
            OR on_time + late <> in_force
            OR in_force + silent <> expected - exempt
            OR reporting_rate IS DISTINCT FROM in_force / nullif(expected - exempt, 0)
            OR on_time_rate IS DISTINCT FROM on_time / nullif(expected - exempt, 0)
        """,
    ),
    identity(
        "reports_add_up",
        "reports of the regions add up to the programme",
        "A region is left out of a rate, or counts twice.",
        "summary.reporting_rate",
        """
        SELECT
            counted,
            sum(number) FILTER (scope = 'region')::BIGINT AS regions,
            sum(number) FILTER (scope = 'programme')::BIGINT AS programme
        FROM (
            UNPIVOT (
                SELECT
                    scope, expected, exempt, exempt_reported, received, accepted, in_force,
                    on_time, corrected_later, late, silent, open_queries
                FROM asked
            )
            ON COLUMNS(* EXCLUDE (scope)) INTO NAME counted VALUE number
        )
        GROUP BY counted
        HAVING regions IS DISTINCT FROM programme
        """,
    ),
    identity(
        "reports_in_force",
        "reports that count are those in force",
        "The rate counts another report than the figures.",
        "summary.reporting_rate",
        """
        SELECT
            asked.region_code, asked.in_force, asked.exempt, asked.exempt_reported,
            report.submission
        FROM asked
        LEFT JOIN summary.submission_in_force AS report
            ON report.period = asked.period AND report.region_code = asked.region_code
        WHERE
            asked.scope = 'region'
            AND (asked.in_force, asked.exempt_reported) <> (
                (asked.exempt = 0 AND report.submission IS NOT NULL)::INTEGER,
                (asked.exempt = 1 AND report.submission IS NOT NULL)::INTEGER
            )
        """,
    ),
    identity(
        "queries_are_open",
        "open queries are counted where they are asked",
        "The rate counts other queries than those that nobody has answered.",
        "summary.reporting_rate",
        """
        SELECT asked.region_code, asked.open_queries, count(query.query) AS queries
        FROM asked
        LEFT JOIN summary.open_query AS query
            ON query.period = asked.period
            AND query.region_code = asked.region_code
            AND asked.in_force = 1
        WHERE asked.scope = 'region'
        GROUP BY asked.region_code, asked.open_queries
        HAVING asked.open_queries <> queries
        """,
    ),
    identity(
        "answers_add_up",
        "scores add up to the regions that answered",
        "An answer is left out or counts twice, or more regions answered than reported.",
        "summary.answer_distribution",
        """
        SELECT
            question,
            sum(regions)::BIGINT AS answers,
            max(denominator) AS denominator,
            (
                SELECT count(*)
                FROM summary.submission_in_force AS report
                WHERE report.period = (SELECT max(period) FROM asked)
            ) AS reports
        FROM asked
        GROUP BY question
        HAVING answers <> max(denominator) OR answers > reports
        """,
    ),
    identity(
        "targets_add_up",
        "activities with a target add up over the categories",
        "An activity with a target is left out or counts twice, or unlike units were summed.",
        "summary.target_realisation",
        """
        SELECT
            unit,
            sum(activities) FILTER (category <> 'total')::BIGINT AS categories,
            sum(activities) FILTER (category = 'total')::BIGINT AS total,
            count(*) FILTER (
                unit IS NULL AND coalesce(target, realised, share, percentage) IS NOT NULL
            ) AS summed
        FROM asked
        GROUP BY unit
        HAVING categories IS DISTINCT FROM total OR summed > 0
        """,
    ),
)
