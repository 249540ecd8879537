"""Identities of the figures about reports: reporting rate, queries, answers and targets."""

from typing import Final

from schemas.plausibility.check import identity

REPORTS: Final = (
    identity(
        "reports",
        "reports_in_wholes",
        "numbers of reports are parts of the numbers that contain them",
        "More regions were on time, accepted or received than possible, so a rate is wrong.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "reports_add_up",
        "reports of the regions add up to the programme",
        "A region is missing from a rate, or counted twice.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "reports_in_force",
        "counted reports are those in force",
        "The rate and the figures count different reports.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "queries_are_open",
        "open queries are counted for their region",
        "The rate counts other queries than the unanswered ones.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "answers_add_up",
        "scores add up to the regions that answered",
        "An answer is missing or counted twice, or more regions answered than reported.",
        "summary.answer_distribution",
    ),
    identity(
        "reports",
        "targets_add_up",
        "activities with a target add up over the categories",
        "An activity with a target is missing or counted twice, or different units were summed.",
        "summary.target_realisation",
    ),
)
