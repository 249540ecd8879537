"""Checks for implausible figures, which can fail without a bug in our code.

The programme sets whether each check stops the publication or warns. Stopped figures can be
approved. The results are published with the release, so no row contains detail below a region.
"""

from typing import Final

from schemas.plausibility.check import Check

FIGURES: Final = (
    Check(
        "figures",
        "reporting_rate",
        "reporting rate at or above the programme's minimum",
        "Too few regions have reported for the figures to represent all of them.",
        "wait for more reports, or remind the regions without one; pow status names them",
        "summary.reporting_rate",
    ),
    Check(
        "figures",
        "coverage",
        "coverage of activities at or above the programme's minimum",
        "Too few of the known activities were reported, or their number is unknown.",
        "ask regions for what is missing; or say in regions.csv how many activities are planned",
        "summary.activity_overview",
    ),
    Check(
        "figures",
        "share_change",
        "no share moves more than the programme's limit",
        "A share of the programme moved further since the period before than is likely. What "
        "matched_change leaves of it is due to activities that are not in both periods.",
        "look for the reports behind it: pow trace PERIOD CATEGORY STATUS",
        "summary.status_trend",
    ),
    Check(
        "figures",
        "number_of_activities",
        "number of activities in range of the period before",
        "Regions that reported in both periods report far fewer or far more activities together "
        "than they had before and had not ended.",
        "ask the regions whose number changed most; a part of a plan may have been left out",
        "summary.submission_in_force",
    ),
    Check(
        "figures",
        "uniform_region",
        "no region has all its activities in one status",
        "A region gives all its activities the same status, as if it had not checked them.",
        "ask the region whether it checked each activity",
        "summary.status_distribution",
    ),
    Check(
        "figures",
        "identical_region",
        "no region is identical to its period before",
        "A region reports each of its activities as it did in the period before, and none is new "
        "or gone, as if the same report had been sent again.",
        "ask the region whether it checked each activity",
        "summary.status_transition",
    ),
)
