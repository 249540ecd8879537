"""Identities of the changes of activities between periods: transitions and history."""

from typing import Final

from schemas.plausibility.check import identity

TRANSITIONS: Final = (
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
            asked.activities,
            coalesce(sum(way.activities), 0)::BIGINT AS in_transitions
        FROM asked
        LEFT JOIN summary.status_transition AS way
            ON way.period = asked.period
            AND way.scope = asked.scope
            AND way.region_code IS NOT DISTINCT FROM asked.region_code
            AND way.category = asked.category
            AND way.status = asked.state
        WHERE asked.period IN (SELECT period FROM summary.status_trend)
        GROUP BY asked.scope, asked.region_code, asked.category, asked.state, asked.activities
        HAVING asked.activities <> in_transitions
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
            before.activities,
            coalesce(sum(way.activities), 0)::BIGINT AS in_transitions
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
        GROUP BY before.scope, before.region_code, before.category, before.state, before.activities
        HAVING before.activities <> in_transitions
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
            asked.matched_activities,
            asked.matched_activities_before,
            coalesce(
                sum(way.activities) FILTER (
                    way.movement = 'within' AND way.status = asked.status
                ),
                0
            )::BIGINT AS within,
            coalesce(
                sum(way.activities) FILTER (
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
            asked.matched_activities,
            asked.matched_activities_before
        HAVING
            asked.matched_activities <> within
            OR asked.matched_activities_before <> within_before
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
            asked.activities,
            count(history.activity_id) AS in_history
        FROM asked
        LEFT JOIN summary.activity_history AS history
            ON history.period = asked.period
            AND history.region_code = asked.region_code
            AND history.state = asked.state
            AND asked.category IN ('total', history.category)
        WHERE asked.scope = 'region'
        GROUP BY asked.region_code, asked.category, asked.state, asked.activities
        HAVING asked.activities <> in_history
        """,
    ),
)
