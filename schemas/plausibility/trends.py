"""Identities of the changes in shares: the trend and its parts."""

from typing import Final

from schemas.plausibility.check import identity

TRENDS: Final = (
    identity(
        "trend_is_distribution",
        "trend and distribution count the same",
        "The trend starts from other counts than those of the period.",
        "summary.status_trend",
        """
        SELECT
            asked.scope,
            asked.region_code,
            asked.category,
            asked.status,
            asked.activities,
            now.activities AS in_distribution,
            asked.denominator,
            now.denominator AS denominator_in_distribution
        FROM asked
        LEFT JOIN summary.status_distribution AS now
            ON now.period = asked.period
            AND now.scope = asked.scope
            AND now.region_code IS NOT DISTINCT FROM asked.region_code
            AND now.category = asked.category
            AND now.status = asked.status
        WHERE
            asked.activities IS DISTINCT FROM now.activities
            OR asked.denominator IS DISTINCT FROM now.denominator
        """,
    ),
    identity(
        "trend_is_distribution_before",
        "trend and the distribution before count the same",
        "The trend starts from other counts than those of the period before, though neither the "
        "list of regions nor the code of an activity changed.",
        "summary.status_trend",
        """
        SELECT
            asked.scope,
            asked.region_code,
            asked.category,
            asked.status,
            asked.activities_before,
            before.activities AS in_distribution,
            asked.denominator_before,
            before.denominator AS denominator_in_distribution
        FROM asked
        LEFT JOIN summary.status_distribution AS before
            ON before.period = asked.period_before
            AND before.scope = asked.scope
            AND before.region_code IS NOT DISTINCT FROM asked.region_code
            AND before.category = asked.category
            AND before.status = asked.status
        WHERE
            NOT contains(asked.flag, 'b')
            AND (
                asked.activities_before IS DISTINCT FROM before.activities
                OR asked.denominator_before IS DISTINCT FROM before.denominator
            )
        """,
    ),
    identity(
        "change_follows",
        "changes follow from their counts, and lie within their bounds",
        "A change is not the difference of two shares, is rounded by more than half a point, or is "
        "outside what it could be.",
        "summary.status_trend",
        """
        SELECT
            scope,
            region_code,
            category,
            status,
            activities,
            denominator,
            activities_before,
            denominator_before,
            change,
            lower,
            upper
        FROM asked
        WHERE
            change_numerator
                <> activities::HUGEINT * denominator_before
                    - activities_before::HUGEINT * denominator
            OR change_denominator <> denominator::HUGEINT * denominator_before
            OR (change IS NULL) <> (denominator = 0 OR denominator_before = 0)
            OR (change_numerator IS NULL) <> (change IS NULL)
            OR (change_denominator IS NULL) <> (change IS NULL)
            OR (lower IS NULL) <> (upper IS NULL)
            OR (change IS NULL AND lower IS NOT NULL)
            OR abs(100 * (change_numerator / change_denominator) - change) > 0.500000001
            OR NOT 100 * (change_numerator / change_denominator)
                BETWEEN lower - 0.000000001 AND upper + 0.000000001
        """,
    ),
    identity(
        "decomposition_adds_up",
        "within, entry and exit add up to the change",
        "A change is explained by more or less than it is.",
        "summary.status_trend",
        """
        SELECT
            scope,
            region_code,
            category,
            status,
            change_numerator,
            change_denominator,
            matched,
            within_numerator,
            entry_numerator,
            exit_numerator,
            parts_denominator
        FROM asked
        WHERE
            within_numerator + entry_numerator + exit_numerator <> change_numerator * matched
            OR parts_denominator <> change_denominator * matched
            OR (parts_denominator IS NULL)
                <> (matched = 0 OR denominator = 0 OR denominator_before = 0)
            OR (within_numerator IS NULL) <> (parts_denominator IS NULL)
            OR (entry_numerator IS NULL) <> (parts_denominator IS NULL)
            OR (exit_numerator IS NULL) <> (parts_denominator IS NULL)
        """,
    ),
    identity(
        "parts_add_up",
        "parts by kind add up to within, entry and exit",
        "What came or left for one reason or another is more or less than all that did.",
        "summary.status_trend",
        """
        SELECT
            asked.scope,
            asked.region_code,
            asked.category,
            asked.status,
            asked.within_numerator,
            coalesce(sum(part.numerator) FILTER (part.movement = 'within'), 0) AS within_parts,
            asked.entry_numerator,
            coalesce(sum(part.numerator) FILTER (part.movement = 'entry'), 0) AS entry_parts,
            asked.exit_numerator,
            coalesce(sum(part.numerator) FILTER (part.movement = 'exit'), 0) AS exit_parts
        FROM asked
        LEFT JOIN summary.trend_part AS part
            ON part.period = asked.period
            AND part.scope = asked.scope
            AND part.region_code IS NOT DISTINCT FROM asked.region_code
            AND part.category = asked.category
            AND part.status = asked.status
        WHERE asked.parts_denominator IS NOT NULL
        GROUP BY ALL
        HAVING
            asked.within_numerator <> within_parts
            OR asked.entry_numerator <> entry_parts
            OR asked.exit_numerator <> exit_parts
            OR bool_or(part.denominator <> asked.parts_denominator)
        """,
    ),
    identity(
        "mix_and_rate_add_up",
        "mix and rate add up to the change",
        "The mix of categories and the shares within them together explain more or less of a "
        "change than there is.",
        "summary.status_trend",
        """
        SELECT
            total.scope,
            total.region_code,
            category.category,
            total.status,
            total.change,
            total.mix,
            total.rate,
            category.mix_numerator,
            category.rate_numerator,
            category.mix_denominator
        FROM asked AS total
        JOIN asked AS category
            ON category.category <> 'total'
            AND category.scope = total.scope
            AND category.region_code IS NOT DISTINCT FROM total.region_code
            AND category.status = total.status
        WHERE
            total.category = 'total'
            AND (
                category.mix_numerator + category.rate_numerator
                <> 2 * greatest(category.denominator, 1)::HUGEINT
                    * greatest(category.denominator_before, 1)
                    * (
                        category.activities::HUGEINT * total.denominator_before
                        - category.activities_before::HUGEINT * total.denominator
                    )
                OR abs(
                    total.mix + total.rate
                    - 100 * (total.change_numerator / total.change_denominator)
                ) > 0.000001
                OR (total.mix IS NULL)
                    <> (total.denominator = 0 OR total.denominator_before = 0)
                OR (total.rate IS NULL) <> (total.mix IS NULL)
                OR (category.mix_numerator IS NULL) <> (total.mix IS NULL)
                OR (category.rate_numerator IS NULL) <> (total.mix IS NULL)
                OR (category.mix_denominator IS NULL) <> (total.mix IS NULL)
            )
        """,
    ),
)
