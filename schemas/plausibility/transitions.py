"""Identities of the changes of activities between periods: transitions and history."""

from typing import Final

from schemas.plausibility.check import identity

TRANSITIONS: Final = (
    identity(
        "transitions",
        "transition_is_overview",
        "margins of the transitions equal the overview",
        "More or fewer activities moved to a status than have it.",
        "summary.activity_overview",
    ),
    identity(
        "transitions",
        "transition_is_overview_before",
        "margins of the transitions equal the overview before",
        "More or fewer activities moved from a status than had it, although neither the list of "
        "regions nor an activity code changed.",
        "summary.activity_overview",
    ),
    identity(
        "transitions",
        "transition_is_trend",
        "transitions and trend count the same",
        "The activities compared like for like are not those on the scale in both periods.",
        "summary.status_trend",
    ),
    identity(
        "transitions",
        "history_is_overview",
        "history and overview count the same",
        "An activity is in the history but not in the overview, or the reverse.",
        "summary.activity_overview",
    ),
)
