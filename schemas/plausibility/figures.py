"""Checks for implausible figures, which can fail without a bug in our code.

The programme sets whether each check stops the publication or warns. Stopped figures can be
approved. The results are published with the release, so no row contains detail below a region.
"""

from typing import Final

from schemas.plausibility.check import Check

FIGURES: Final = (
    Check(
        "reporting_rate",
        "reporting rate at or above the programme's minimum",
        "Too few regions have reported for the figures to speak for all of them.",
        "wait for more reports, or remind regions without one that counts; pow status names them",
        "summary.reporting_rate",
        """
        SELECT
            expected,
            exempt,
            in_force,
            round(100 * reporting_rate, 1) || '%' AS reporting_rate,
            round(100 * {minimum_reporting_rate}, 1) || '%' AS minimum
        FROM asked
        WHERE scope = 'programme' AND reporting_rate < {minimum_reporting_rate}
        """,
    ),
    Check(
        "coverage",
        "coverage of activities at or above the programme's minimum",
        "Too few of the activities known were reported, or their number is unknown.",
        "ask regions for what is missing; or say in regions.csv how many activities are planned",
        "summary.activity_overview",
        """
        SELECT DISTINCT
            known,
            measured,
            coalesce(missing || '', 'unknown') AS missing,
            coalesce(round(100 * coverage, 1) || '%', 'unknown') AS coverage,
            round(100 * {minimum_coverage}, 1) || '%' AS minimum
        FROM asked
        WHERE
            scope = 'programme'
            AND category = 'total'
            AND (missing IS NULL OR coverage < {minimum_coverage})
        """,
    ),
    Check(
        "share_change",
        "no share moves more than the programme's limit",
        "A share of the programme moved further since the period before than is likely. What "
        "matched_change leaves of it is due to activities that are not in both periods.",
        "look for the reports behind it: pow trace PERIOD CATEGORY STATUS",
        "summary.status_trend",
        """
        SELECT
            category,
            status,
            activities,
            denominator,
            activities_before,
            denominator_before,
            change,
            matched,
            matched_change,
            {most_change} AS most
        FROM asked
        WHERE
            scope = 'programme'
            AND least(denominator, denominator_before) >= {minimum_denominator}
            AND 100 * abs(change_numerator) / change_denominator > {most_change}
        """,
    ),
    Check(
        "number_of_activities",
        "number of activities in range of the period before",
        "Regions that reported in both periods report far fewer or far more activities together "
        "than they had before and had not ended.",
        "ask the regions whose number changed most; a part of a plan may have been left out",
        "summary.submission_in_force",
        """
        WITH told AS (
            SELECT asked.region_code, count(activity.submission) AS reported
            FROM asked
            LEFT JOIN record.activity_status AS activity USING (submission)
            GROUP BY asked.region_code
        ),
        told_before AS (
            SELECT before.region_code, count(status.code) AS reported
            FROM summary.submission_in_force AS before
            JOIN summary.calendar() AS calendar ON calendar.period_before = before.period
            LEFT JOIN record.activity_status AS activity USING (submission)
            LEFT JOIN reference.status
                ON status.programme = calendar.programme
                AND status.code = activity.status
                AND status.kind <> 'final'
            WHERE calendar.period = (SELECT max(period) FROM asked)
            GROUP BY before.region_code
        )
        SELECT
            count(*) AS regions,
            sum(told.reported)::BIGINT AS activities,
            sum(told_before.reported)::BIGINT AS activities_before,
            {least_activities} AS least,
            {most_activities} AS most
        FROM told
        JOIN told_before USING (region_code)
        HAVING
            activities_before >= {minimum_denominator}
            AND activities / activities_before NOT BETWEEN {least_activities} AND {most_activities}
        """,
    ),
    Check(
        "uniform_region",
        "no region has all its activities in one status",
        "A region gives all its activities on the scale the same status, as if it had not looked.",
        "ask the region whether it looked at each activity",
        "summary.status_distribution",
        """
        SELECT region_code, status, activities
        FROM asked
        WHERE
            scope = 'region'
            AND category = 'total'
            AND denominator >= {minimum_region}
            AND activities = denominator
        """,
    ),
    Check(
        "identical_region",
        "no region is identical to its period before",
        "A region reports each of its activities as it did in the period before, and none is new "
        "or gone, as if the same report had been sent again.",
        "ask the region whether it looked at each activity",
        "summary.status_transition",
        """
        SELECT region_code, sum(activities) FILTER (movement = 'within')::BIGINT AS activities
        FROM asked
        WHERE scope = 'region' AND category = 'total'
        GROUP BY region_code
        HAVING activities >= {minimum_region} AND bool_and(status = status_before)
        """,
    ),
)
