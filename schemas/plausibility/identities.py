"""Identities of the figures of one period: shares, bounds and overview."""

from typing import Final

from schemas.plausibility.check import identity

IDENTITIES: Final = (
    identity(
        "one_version",
        "one counted version per region and period",
        "Activities of a region count twice.",
        "summary.submission_in_force",
        "SELECT region_code, count(*) AS versions FROM asked GROUP BY ALL HAVING versions > 1",
    ),
    identity(
        "statuses_add_up",
        "statuses add up to their denominator",
        "A share is held against another number than the activities on the scale.",
        "summary.status_distribution",
        """
        SELECT
            scope,
            region_code,
            category,
            sum(activities)::BIGINT AS counts,
            min(denominator) AS least_denominator,
            max(denominator) AS most_denominator
        FROM asked
        GROUP BY scope, region_code, category
        HAVING counts <> least_denominator OR counts <> most_denominator
        """,
    ),
    identity(
        "categories_add_up",
        "categories add up to the total",
        "Activities are in no category, or in two.",
        "summary.status_distribution",
        """
        SELECT
            scope,
            region_code,
            status,
            sum(activities) FILTER (category <> 'total')::BIGINT AS categories,
            sum(activities) FILTER (category = 'total')::BIGINT AS total
        FROM asked
        GROUP BY scope, region_code, status
        HAVING categories IS DISTINCT FROM total
        """,
    ),
    identity(
        "regions_add_up",
        "regions add up to the programme",
        "Activities are of no region, or of two.",
        "summary.status_distribution",
        """
        SELECT
            category,
            status,
            sum(activities) FILTER (scope = 'region')::BIGINT AS regions,
            sum(activities) FILTER (scope = 'programme')::BIGINT AS programme
        FROM asked
        GROUP BY category, status
        HAVING regions IS DISTINCT FROM programme
        """,
    ),
    identity(
        "shares_follow",
        "shares and percentages follow from their counts",
        "A share is not its count divided by its denominator, or is not rounded half up.",
        "summary.status_distribution",
        """
        SELECT scope, region_code, category, status, activities, denominator, share, percentage
        FROM asked
        WHERE
            share IS DISTINCT FROM activities / nullif(denominator, 0)
            OR percentage IS DISTINCT FROM
                (200 * activities + denominator) // nullif(2 * denominator, 0)
        """,
    ),
    identity(
        "bounds_contain_share",
        "bounds contain their share",
        "A share is outside what it could be had everyone reported.",
        "summary.status_distribution",
        """
        SELECT scope, region_code, category, status, share, lower, upper
        FROM asked
        WHERE
            NOT (lower <= share)
            OR NOT (share <= upper)
            OR NOT (0 <= lower AND lower <= upper AND upper <= 1)
            OR (lower IS NULL) <> (upper IS NULL)
        """,
    ),
    identity(
        "bounds_follow",
        "bounds follow from what is missing",
        "Bounds are not those of the number of activities that is missing.",
        "summary.status_distribution",
        """
        SELECT
            asked.scope,
            asked.region_code,
            asked.category,
            asked.status,
            asked.activities,
            overview.missing,
            asked.lower,
            asked.upper
        FROM asked
        JOIN summary.activity_overview AS overview
            ON overview.period = asked.period
            AND overview.scope = asked.scope
            AND overview.region_code IS NOT DISTINCT FROM asked.region_code
            AND overview.category = asked.category
            AND overview.state = asked.status
        WHERE
            (asked.lower IS NULL) <> (overview.measured = 0 OR overview.missing IS NULL)
            OR asked.activities / (overview.measured + overview.missing) - asked.lower
                NOT BETWEEN -0.000000001 AND 0.000001001
            OR asked.upper
                - (asked.activities + overview.missing) / (overview.measured + overview.missing)
                NOT BETWEEN -0.000000001 AND 0.000001001
        """,
    ),
    identity(
        "states_add_up",
        "states add up to all known activities",
        "An activity is in no state, or in two.",
        "summary.activity_overview",
        """
        SELECT
            scope,
            region_code,
            category,
            sum(activities)::BIGINT AS counts,
            min(known) AS least_known,
            max(known) AS most_known
        FROM asked
        GROUP BY scope, region_code, category
        HAVING counts <> least_known OR counts <> most_known
        """,
    ),
    identity(
        "known_categories_add_up",
        "known activities of the categories add up to the total",
        "Known activities are in no category, or in two.",
        "summary.activity_overview",
        """
        SELECT
            scope,
            region_code,
            state,
            sum(activities) FILTER (category <> 'total')::BIGINT AS categories,
            sum(activities) FILTER (category = 'total')::BIGINT AS total
        FROM asked
        GROUP BY scope, region_code, state
        HAVING categories IS DISTINCT FROM total
        """,
    ),
    identity(
        "known_regions_add_up",
        "known and missing activities of the regions add up to the programme",
        "Known activities are of no region, or of two, or the number missing is not that of all.",
        "summary.activity_overview",
        """
        SELECT
            category,
            state,
            sum(activities) FILTER (scope = 'region')::BIGINT AS regions,
            sum(activities) FILTER (scope = 'programme')::BIGINT AS programme,
            CASE
                WHEN bool_and(missing IS NOT NULL) FILTER (scope = 'region')
                THEN sum(missing) FILTER (scope = 'region')::BIGINT
            END AS missing_in_regions,
            sum(missing) FILTER (scope = 'programme')::BIGINT AS missing_in_programme
        FROM asked
        GROUP BY category, state
        HAVING
            regions IS DISTINCT FROM programme
            OR missing_in_regions IS DISTINCT FROM missing_in_programme
        """,
    ),
    identity(
        "coverage_follows",
        "coverage follows from what is measured and missing",
        "A coverage is not N / (N + m).",
        "summary.activity_overview",
        """
        SELECT DISTINCT scope, region_code, category, measured, missing, coverage
        FROM asked
        WHERE coverage IS DISTINCT FROM measured / nullif(measured + missing, 0)
        """,
    ),
    identity(
        "overview_is_distribution",
        "overview and distribution count the same",
        "The overview shows another number of activities with a status than the distribution.",
        "summary.status_distribution",
        """
        SELECT
            asked.scope,
            asked.region_code,
            asked.category,
            asked.status,
            asked.activities,
            overview.activities AS in_overview,
            asked.denominator,
            overview.measured
        FROM asked
        LEFT JOIN summary.activity_overview AS overview
            ON overview.period = asked.period
            AND overview.scope = asked.scope
            AND overview.region_code IS NOT DISTINCT FROM asked.region_code
            AND overview.category = asked.category
            AND overview.state = asked.status
        WHERE
            asked.activities IS DISTINCT FROM overview.activities
            OR asked.denominator IS DISTINCT FROM overview.measured
        """,
    ),
)
