"""Identities of the figures of one period: shares, bounds and overview."""

from typing import Final

from schemas.plausibility.check import identity

IDENTITIES: Final = (
    identity(
        "identities",
        "one_version",
        "one counted version per region and period",
        "Activities of a region are counted twice.",
        "summary.submission_in_force",
    ),
    identity(
        "identities",
        "statuses_add_up",
        "statuses add up to their denominator",
        "The denominator of a share is not the number of activities on the scale.",
        "summary.status_distribution",
    ),
    identity(
        "identities",
        "categories_add_up",
        "categories add up to the total",
        "Activities are in no category, or in two.",
        "summary.status_distribution",
    ),
    identity(
        "identities",
        "regions_add_up",
        "regions add up to the programme",
        "Activities belong to no region, or to two.",
        "summary.status_distribution",
    ),
    identity(
        "identities",
        "shares_follow",
        "shares and percentages follow from their counts",
        "A share is not its count divided by its denominator, or is not rounded half up.",
        "summary.status_distribution",
    ),
    identity(
        "identities",
        "bounds_contain_share",
        "bounds contain their share",
        "A share is outside its own bounds.",
        "summary.status_distribution",
    ),
    identity(
        "identities",
        "bounds_follow",
        "bounds follow from what is missing",
        "Bounds do not follow from the number of missing activities.",
        "summary.status_distribution",
    ),
    identity(
        "identities",
        "states_add_up",
        "states add up to all known activities",
        "An activity is in no state, or in two.",
        "summary.activity_overview",
    ),
    identity(
        "identities",
        "known_categories_add_up",
        "known activities of the categories add up to the total",
        "Known activities are in no category, or in two.",
        "summary.activity_overview",
    ),
    identity(
        "identities",
        "known_regions_add_up",
        "known and missing activities of the regions add up to the programme",
        "Known activities belong to no region or to two, or missing activities do not add up.",
        "summary.activity_overview",
    ),
    identity(
        "identities",
        "coverage_follows",
        "coverage follows from what is measured and missing",
        "A coverage is not N / (N + m).",
        "summary.activity_overview",
    ),
    identity(
        "identities",
        "overview_is_distribution",
        "overview and distribution count the same",
        "The overview shows another number of activities with a status than the distribution.",
        "summary.status_distribution",
    ),
)
