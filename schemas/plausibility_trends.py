"""The identities of what is compared over periods: trend, its parts, transitions and history."""

from typing import Final

from schemas.plausibility_check import identity

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
            asked.count,
            now.count AS in_distribution,
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
            asked.count IS DISTINCT FROM now.count
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
            asked.count_before,
            before.count AS in_distribution,
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
                asked.count_before IS DISTINCT FROM before.count
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
            count,
            denominator,
            count_before,
            denominator_before,
            change,
            lower,
            upper
        FROM asked
        WHERE
            change_numerator
                <> count::HUGEINT * denominator_before - count_before::HUGEINT * denominator
            OR change_denominator <> denominator::HUGEINT * denominator_before
            OR (change IS NULL) <> (denominator = 0 OR denominator_before = 0)
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
                        category.count::HUGEINT * total.denominator_before
                        - category.count_before::HUGEINT * total.denominator
                    )
                OR abs(
                    total.mix + total.rate
                    - 100 * (total.change_numerator / total.change_denominator)
                ) > 0.000001
                OR (total.mix IS NULL)
                    <> (total.denominator = 0 OR total.denominator_before = 0)
            )
        """,
    ),
    identity(
        "transition_is_overview",
        "margins of the transitions equal the overview",
        "More or fewer activities went to a status than are in it.",
        "summary.activity_overview",
        """
        SELECT
            asked.scope,
            asked.region_code,
            asked.category,
            asked.state,
            asked.count,
            coalesce(sum(way.count), 0)::BIGINT AS in_transitions
        FROM asked
        LEFT JOIN summary.status_transition AS way
            ON way.period = asked.period
            AND way.scope = asked.scope
            AND way.region_code IS NOT DISTINCT FROM asked.region_code
            AND way.category = asked.category
            AND way.status = asked.state
        WHERE asked.period IN (SELECT period FROM summary.status_trend)
        GROUP BY asked.scope, asked.region_code, asked.category, asked.state, asked.count
        HAVING asked.count <> in_transitions
        """,
    ),
    identity(
        "transition_is_overview_before",
        "margins of the transitions equal the overview before",
        "More or fewer activities came from a status than were in it, though neither the list of "
        "regions nor the code of an activity changed.",
        "summary.activity_overview",
        """
        SELECT
            before.scope,
            before.region_code,
            before.category,
            before.state,
            before.count,
            coalesce(sum(way.count), 0)::BIGINT AS in_transitions
        FROM (
            SELECT DISTINCT asked.period, calendar.period_before, asked.scope, asked.region_code
            FROM asked
            JOIN summary.calendar() AS calendar USING (period)
            WHERE NOT contains(asked.flag, 'b')
        ) AS compared
        JOIN summary.activity_overview AS before
            ON before.period = compared.period_before
            AND before.scope = compared.scope
            AND before.region_code IS NOT DISTINCT FROM compared.region_code
        LEFT JOIN summary.status_transition AS way
            ON way.period = compared.period
            AND way.scope = before.scope
            AND way.region_code IS NOT DISTINCT FROM before.region_code
            AND way.category = before.category
            AND way.status_before = before.state
        GROUP BY before.scope, before.region_code, before.category, before.state, before.count
        HAVING before.count <> in_transitions
        """,
    ),
    identity(
        "transition_is_trend",
        "transitions and trend count the same",
        "The activities compared like for like are not those on the scale in both periods.",
        "summary.status_trend",
        """
        SELECT
            asked.scope,
            asked.region_code,
            asked.category,
            asked.status,
            asked.matched_count,
            asked.matched_count_before,
            coalesce(
                sum(way.count) FILTER (way.movement = 'within' AND way.status = asked.status), 0
            )::BIGINT AS within,
            coalesce(
                sum(way.count) FILTER (
                    way.movement = 'within' AND way.status_before = asked.status
                ),
                0
            )::BIGINT AS within_before
        FROM asked
        LEFT JOIN summary.status_transition AS way
            ON way.period = asked.period
            AND way.scope = asked.scope
            AND way.region_code IS NOT DISTINCT FROM asked.region_code
            AND way.category = asked.category
        GROUP BY
            asked.scope,
            asked.region_code,
            asked.category,
            asked.status,
            asked.matched_count,
            asked.matched_count_before
        HAVING asked.matched_count <> within OR asked.matched_count_before <> within_before
        """,
    ),
    identity(
        "history_is_overview",
        "history and overview count the same",
        "An activity is in the history and not in the overview, or the other way round.",
        "summary.activity_overview",
        """
        SELECT
            asked.region_code,
            asked.category,
            asked.state,
            asked.count,
            count(history.activity_id) AS in_history
        FROM asked
        LEFT JOIN summary.activity_history AS history
            ON history.period = asked.period
            AND history.region_code = asked.region_code
            AND history.state = asked.state
            AND asked.category IN ('total', history.category)
        WHERE asked.scope = 'region'
        GROUP BY asked.region_code, asked.category, asked.state, asked.count
        HAVING asked.count <> in_history
        """,
    ),
)
