"""Identities of the changes in shares: the trend and its parts."""

from typing import Final

from schemas.plausibility.check import identity

TRENDS: Final = (
    identity(
        "trends",
        "trend_is_distribution",
        "trend and distribution count the same",
        "The trend uses other numbers than those of the period.",
        "summary.status_trend",
    ),
    identity(
        "trends",
        "trend_is_distribution_before",
        "trend and the distribution before count the same",
        "The trend uses other numbers than those of the previous period, although neither the "
        "list of regions nor an activity code changed.",
        "summary.status_trend",
    ),
    identity(
        "trends",
        "change_follows",
        "changes follow from their counts, and lie within their bounds",
        "A change is not the difference of two shares, is rounded by more than half a point, or is "
        "outside what it could be.",
        "summary.status_trend",
    ),
    identity(
        "trends",
        "decomposition_adds_up",
        "within, entry and exit add up to the change",
        "The parts of a change do not add up to it.",
        "summary.status_trend",
    ),
    identity(
        "trends",
        "parts_add_up",
        "parts by kind add up to within, entry and exit",
        "The parts by kind do not add up to the parts within, entry and exit.",
        "summary.status_trend",
    ),
    identity(
        "trends",
        "mix_and_rate_add_up",
        "mix and rate add up to the change",
        "The mix of categories and the shares within them do not add up to a change.",
        "summary.status_trend",
    ),
)
