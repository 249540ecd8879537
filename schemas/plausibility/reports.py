"""Identities of the figures about reports: reporting rate, queries, answers and targets."""

from typing import Final

from schemas.plausibility.check import identity

REPORTS: Final = (
    identity(
        "reports",
        "reports_in_wholes",
        "counts of reports are parts of wholes",
        "More regions were on time, accepted or received than could be, so a rate is wrong.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "reports_add_up",
        "reports of the regions add up to the programme",
        "A region is left out of a rate, or counts twice.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "reports_in_force",
        "reports that count are those in force",
        "The rate counts another report than the figures.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "queries_are_open",
        "open queries are counted where they are asked",
        "The rate counts other queries than those that nobody has answered.",
        "summary.reporting_rate",
    ),
    identity(
        "reports",
        "answers_add_up",
        "scores add up to the regions that answered",
        "An answer is left out or counts twice, or more regions answered than reported.",
        "summary.answer_distribution",
    ),
    identity(
        "reports",
        "targets_add_up",
        "activities with a target add up over the categories",
        "An activity with a target is left out or counts twice, or unlike units were summed.",
        "summary.target_realisation",
    ),
)
